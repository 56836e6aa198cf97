"""Many shortlists are put at once, new ones and those that were there, by whatever way the database offers."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from matchmaker.matching import storing
from matchmaker.matching.models import Shortlist
from tests import factories

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
