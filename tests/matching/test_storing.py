"""Many shortlists are put at once, new ones and those that were there, by whatever way the database offers."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from matchmaker.matching import storing
from matchmaker.matching.models import MatchRun, RankedOffer, Shortlist
from tests import factories
from tests.matching import scenes

pytestmark = pytest.mark.django_db


def row(need: Any, digest: str) -> Shortlist:
    packed = {"offers": bytes([0, 255, 92, 10]), "kth": b"\\x00\t\n"}
    return Shortlist(need=need, need_version=1, slots=1, digest=digest, answered_at=timezone.now(), **packed)


@pytest.mark.parametrize("batch", [1, 500])
def test_rows_are_inserted_and_replaced(sme: Any, monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    monkeypatch.setattr(storing, "BATCH", batch)
    needs = [factories.need(sme) for _ in range(3)]
    storing.rows_put([row(need, "old") for need in needs[:2]])
    storing.rows_put([row(need, "new") for need in needs[1:]])
    found = Shortlist.objects.order_by("pk")
    assert [one.digest for one in found] == ["old", "new", "new"]
    assert {bytes(one.offers) for one in found} == {bytes([0, 255, 92, 10])}
    assert {bytes(one.kth) for one in found} == {b"\\x00\t\n"}
    storing.rows_put([])


def test_rows_without_a_key_are_added_as_they_are(sme: Any, supplier: Any) -> None:
    run = MatchRun.objects.create(need=factories.need(sme), need_version=1)
    offer = factories.offer(scenes.firm(supplier), "SOL-MES")
    told = {"price": 0.25, "말": None, "odd\t\n\\": [1, "é"]}
    names = ("run_id", "slot", "offer_id", "rank", "score", "contributions")
    storing.rows_add(RankedOffer, names, [(run.pk, 0, offer.pk, at, 0.1, told) for at in (1, 2)])
    found = RankedOffer.objects.order_by("rank")
    assert [(one.rank, one.score, one.contributions) for one in found] == [(1, 0.1, told), (2, 0.1, told)]
    storing.rows_add(RankedOffer, names, [])
