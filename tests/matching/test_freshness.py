"""Only needs that a change can touch are asked again, and only another shortlist is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from matchmaker.matching import nights, services, tasks
from matchmaker.matching.freshening import shortlists_freshen
from matchmaker.matching.models import MatchRun, RankingPart, Shortlist, Watermark
from matchmaker.matching.nights import night_begin, parts_sweep
from matchmaker.matching.running import runs_take
from matchmaker.matching.services import owed_request, run_request
from matchmaker.notifications.models import Message
from matchmaker.reference.models import ReferenceVersion
from suppliers.models import Offer, Supplier
from tests import factories
from tests.matching.scenes import ask, finished_run, firm, stale_needs, stock

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


def test_a_changed_offer_touches_the_needs_it_can_serve_only(answered: list[Any], rival: Any) -> None:
    row = Offer.objects.get(capability="EQP-HMI")
    Offer.objects.filter(pk=row.pk).update(price_high_krw=row.price_high_krw + 5, changed_at=timezone.now())
    assert stale_needs() == [answered[0]]


def test_an_offer_that_includes_the_capability_touches_too(answered: list[Any], rival: Any) -> None:
    factories.offer(firm(rival), "SOL-WMS", includes=["EQP-COBOT"])
    assert stale_needs() == [answered[1]]


def test_a_supplier_without_room_left_leaves_the_shortlists_it_is_in(answered: list[Any], supplier: Any) -> None:
    Supplier.objects.filter(pk=firm(supplier).pk).update(open_projects=9, changed_at=timezone.now())
    assert answered[0] in stale_needs()


def test_what_only_the_date_says_is_changed_touches_nobody(answered: list[Any]) -> None:
    Offer.objects.update(changed_at=timezone.now())
    assert stale_needs() == []


def test_an_offer_elsewhere_or_too_dear_touches_nobody(answered: list[Any], rival: Any) -> None:
    factories.offer(firm(rival), "SOL-MES", price_high_krw=10**12, price_typical_krw=10**12)
    factories.offer(firm(rival), "EQP-COBOT", weeks=500)
    assert stale_needs() == []


def test_a_change_seen_while_a_run_is_under_way_is_asked_for_after_it(answered: list[Any], rival: Any) -> None:
    run = run_request(need=answered[1], trigger="asked")
    factories.offer(firm(rival), "EQP-COBOT")
    assert stale_needs() == []
    assert Shortlist.objects.get(pk=answered[1].pk).owed == "stale"
    MatchRun.objects.filter(pk=run.pk).delete()
    assert stale_needs() == [answered[1]]


def test_two_rounds_at_once_are_one(answered: list[Any], rival: Any) -> None:
    stale_needs()
    factories.offer(firm(rival), "EQP-COBOT")
    Watermark.objects.update(lease_until=timezone.now() + timedelta(seconds=30))
    assert shortlists_freshen() == []
    Watermark.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert shortlists_freshen() == [answered[1].pk]


def test_another_taxonomy_touches_all(answered: list[Any]) -> None:
    ReferenceVersion.objects.filter(table="capabilities").update(checksum="other")
    assert stale_needs() == answered


def test_closed_needs_and_needs_under_way_are_left_alone(answered: list[Any]) -> None:
    ReferenceVersion.objects.filter(table="capabilities").update(checksum="other")
    type(answered[1]).objects.filter(pk=answered[1].pk).update(status="closed")
    MatchRun.objects.create(need=answered[0], need_version=1)
    assert stale_needs() == []


def test_a_changed_shortlist_is_told_once_and_the_same_one_never(answered: list[Any], sme: Any) -> None:
    night()
    assert not MatchRun.objects.filter(status="queued").exists()
    leader = MatchRun.objects.filter(need=answered[0], status="done").latest("pk").packages.first().lead
    Offer.objects.filter(supplier=leader).update(status="hidden", changed_at=timezone.now())
    night()
    tasks.run()
    told = [message.recipient for message in Message.objects.filter(kind="shortlist_changed")]
    assert told.count(sme) == 1
    assert MatchRun.objects.latest("pk").trigger == "nightly"


def test_a_page_says_when_the_market_was_last_looked_at(answered: list[Any], sme: Any, client_for: Any) -> None:
    page = f"/needs/{answered[0].pk}/packages/"
    long_ago = timezone.now() - timedelta(minutes=40)
    MatchRun.objects.update(finished_at=long_ago)
    Shortlist.objects.update(checked_at=timezone.now() - timedelta(minutes=12))
    assert "12분 전 확인 · 더 나은 것은 없었습니다" in client_for(sme).get(page).content.decode()
    Shortlist.objects.update(owed="stale")
    shown = client_for(sme).get(page).content.decode()
    assert "더 나은 것은 없었습니다" not in shown
    assert "시장이 바뀌어 곧 다시 찾습니다" in shown


def night() -> None:
    """The night's parts, as many workers would do them."""
    RankingPart.objects.all().delete()
    for pk in night_begin():
        tasks.rank_part(pk)
    owed_request()


def test_a_night_is_done_once_in_parts_and_goes_on_where_it_stopped(
    answered: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nights, "NEEDS_A_PART", 1)
    parts = night_begin()
    assert len(parts) == 2
    assert night_begin() == []
    tasks.rank_part(parts[0])
    RankingPart.objects.filter(pk=parts[1]).update(
        status="running", attempts=1, lease_until=timezone.now() - timedelta(1)
    )
    assert parts_sweep() == [parts[1]]
    tasks.rank_part(parts[1])
    assert set(RankingPart.objects.values_list("status", "needs")) == {("done", 1)}
    assert night_begin() == []


def test_an_answer_is_given_anew_after_a_week_or_when_its_run_was_given_up(answered: list[Any]) -> None:
    Shortlist.objects.filter(pk=answered[0].pk).update(answered_at=timezone.now() - timedelta(days=8))
    Shortlist.objects.filter(pk=answered[1].pk).update(answered="another")
    night()
    assert {run.need for run in MatchRun.objects.filter(status="queued")} == set(answered)


def test_the_queue_takes_no_more_than_it_has_room_for(answered: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "QUEUE_MOST", 1)
    Shortlist.objects.update(owed="nightly")
    Shortlist.objects.filter(pk=answered[1].pk).update(owed="stale")
    assert owed_request() == 1
    assert MatchRun.objects.get(status="queued").need == answered[1]
    assert owed_request() == 0
    assert Shortlist.objects.get(owed="nightly").need == answered[0]


def test_a_person_who_asks_takes_the_night_s_run_to_the_front(answered: list[Any]) -> None:
    for need, trigger in zip(answered, ("nightly", "stale"), strict=True):
        run_request(need=need, trigger=trigger)
    run_request(need=answered[0], trigger="asked")
    assert [[run.need for run in runs_take(but=set()).runs] for _ in answered] == [[need] for need in answered]
