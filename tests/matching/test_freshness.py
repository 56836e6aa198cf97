"""Only needs that a change can touch are asked again, and only another shortlist is told."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from matchmaker.matching import tasks
from matchmaker.matching.models import MatchRun
from matchmaker.matching.selectors import stale_needs
from matchmaker.notifications.models import Message
from matchmaker.reference.models import ReferenceVersion
from suppliers.models import Offer, Supplier
from tests import factories
from tests.matching.scenes import ask, finished_run, firm, stock

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered(sme: Any, other_sme: Any, supplier: Any, rival: Any) -> list[Any]:
    """One need for MES and one for a robot, both answered."""
    stock(supplier, rival)
    needs = [ask(sme, "SOL-MES"), ask(other_sme, "EQP-COBOT")]
    for need in needs:
        finished_run(need)
    return needs


def test_nothing_is_stale_right_after_the_answer(answered: list[Any]) -> None:
    assert stale_needs() == []


def test_a_changed_offer_touches_the_needs_of_its_capability_only(answered: list[Any]) -> None:
    Offer.objects.filter(capability="EQP-HMI").update(changed_at=timezone.now())
    assert stale_needs() == [answered[0]]


def test_an_offer_that_includes_the_capability_touches_too(answered: list[Any], rival: Any) -> None:
    factories.offer(firm(rival), "SOL-WMS", includes=["EQP-COBOT"])
    assert stale_needs() == [answered[1]]


def test_a_changed_supplier_touches_what_it_offers(answered: list[Any], supplier: Any) -> None:
    Supplier.objects.filter(pk=firm(supplier).pk).update(changed_at=timezone.now())
    assert answered[0] in stale_needs()


def test_another_taxonomy_touches_all(answered: list[Any]) -> None:
    ReferenceVersion.objects.filter(table="capabilities").update(checksum="other")
    assert stale_needs() == answered


def test_closed_needs_and_needs_under_way_are_left_alone(answered: list[Any]) -> None:
    ReferenceVersion.objects.filter(table="capabilities").update(checksum="other")
    type(answered[1]).objects.filter(pk=answered[1].pk).update(status="closed")
    MatchRun.objects.create(need=answered[0], need_version=1)
    assert stale_needs() == []


def test_a_changed_shortlist_is_told_once_and_the_same_one_never(answered: list[Any], sme: Any) -> None:
    tasks.rematch_all()
    for run in MatchRun.objects.filter(status="queued"):
        tasks.run(run.pk)
    assert not Message.objects.filter(kind="shortlist_changed").exists()
    leader = MatchRun.objects.filter(need=answered[0], status="done").latest("pk").packages.first().lead
    Offer.objects.filter(supplier=leader).update(status="hidden", changed_at=timezone.now())
    tasks.rematch_stale()
    for run in MatchRun.objects.filter(status="queued"):
        tasks.run(run.pk)
    told = [message.recipient for message in Message.objects.filter(kind="shortlist_changed")]
    assert told.count(sme) == 1


def test_the_night_goes_on_where_it_stopped(answered: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "NIGHTLY_AT_ONCE", 1)
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(tasks.rematch_all, "delay", lambda **kw: sent.append(kw))
    tasks.rematch_all()
    assert [run.need for run in MatchRun.objects.filter(trigger="nightly")] == answered[:1]
    tasks.rematch_all(**sent.pop())
    assert [run.need for run in MatchRun.objects.filter(trigger="nightly").order_by("pk")] == answered
    tasks.rematch_all(**sent.pop())
    assert sent == []
