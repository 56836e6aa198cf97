"""The day itself and after: check-in, what came of each meeting, the clock that asks."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from demand.models import Need
from matchmaker.accounts.models import User
from matchmaker.coverage.tasks import sweep_timers
from matchmaker.meetings.errors import AlreadyTold, NotYet
from matchmaker.meetings.models import MatchingDay, Meeting
from matchmaker.meetings.outcomes import outcome_tell
from matchmaker.meetings.services import day_open, guest_join
from matchmaker.notifications.models import Message
from suppliers.models import Supplier
from tests import factories
from tests.cast import Browsers
from tests.matching.scenes import ask, finished_run
from tests.meetings.scenes import scheduled, told


def test_check_in_counts_once_on_the_day_itself_and_a_guest_that_did_not_come_is_missed(
    planned: MatchingDay, sme: User, supplier: User, administrator: User, client_for: Browsers
) -> None:
    client_for(sme).post(f"/days/{planned.pk}/here/")
    assert not planned.guests.filter(checked_in_at__isnull=False).exists()
    with time_machine.travel(planned.begins(0)):
        client_for(sme).post(f"/days/{planned.pk}/here/")
        guest = planned.guests.get(organisation__name="가온시스템")
        for _ in range(2):
            client_for(administrator).post(f"/programme/days/guests/{guest.pk}/here/")
    with time_machine.travel(planned.ends_at + timedelta(minutes=1)):
        assert sweep_timers() == 1
    found = dict(Meeting.objects.values_list("supplier__organisation__name", "status"))
    assert found == {"가온시스템": "held", "다온테크": "missed"}


def test_a_wish_for_a_quote_becomes_a_draft_and_a_no_has_a_reason(
    planned: MatchingDay, sme: User, supplier: User, rival: User, client_for: Browsers
) -> None:
    one, other = Meeting.objects.order_by("supplier__organisation__name")
    with time_machine.travel(planned.ends_at):
        client = client_for(sme)
        assert client.post(f"/days/meetings/{other.pk}/", {"outcome": "refused"}).status_code == 422
        client.post(f"/days/meetings/{other.pk}/", {"outcome": "refused", "reason": "price"})
        for _ in range(2):
            client.post(f"/days/meetings/{one.pk}/", {"outcome": "wanted", "note": "MES 견적을 받기로 함"})
        assert "요청 초안 보기" in client.get(f"/days/meetings/{one.pk}/").content.decode()
    one.refresh_from_db()
    assert (one.status, one.draft.status, one.draft.firm.organisation.name) == ("wanted", "draft", "한빛정밀")
    assert "MES 견적" in one.draft.text
    assert Need.objects.filter(status="draft").count() == 1
    assert (told(supplier).count("day_outcome"), told(rival).count("day_outcome")) == (1, 1)
    refusal = Message.objects.get(kind="day_outcome", recipient=rival).payload
    assert (refusal["status"], refusal["reason"]) == ("refused", "예산과 맞지 않습니다")


def test_where_a_package_has_the_supplier_the_request_page_is_next(
    day: MatchingDay, administrator: User, sme: User, supplier: User, client_for: Browsers
) -> None:
    factories.offer(Supplier.objects.get(organisation__name="가온시스템"), "SOL-MES")
    Supplier.objects.update(can_lead=True)
    packages = finished_run(ask(sme, "SOL-MES"))
    day_open(day=day, actor=administrator)
    guest_join(day=day, organisation=sme.organisations.get(), actor=sme, need=packages.need)
    guest_join(day=day, organisation=supplier.organisations.get(), actor=supplier)
    scheduled(client_for(administrator), day)
    meeting = Meeting.objects.get()
    with time_machine.travel(day.ends_at):
        client_for(sme).post(f"/days/meetings/{meeting.pk}/", {"outcome": "wanted"})
        page = client_for(sme).get(f"/days/meetings/{meeting.pk}/").content.decode()
    package = packages.packages.order_by("position").first()
    assert f"/packages/{package.pk}/" in page
    meeting.refresh_from_db()
    assert meeting.draft is None


def test_the_outcome_is_asked_twice_and_then_the_host_hears(
    planned: MatchingDay, sme: User, administrator: User
) -> None:
    moments = [planned.ends_at + timedelta(minutes=1)]
    moments += [timezone.make_aware(datetime(2026, 12, day, 18, 1)) for day in (14, 21, 29)]
    counts = []
    for at in moments:
        with time_machine.travel(at):
            sweep_timers()
            assert sweep_timers() == 0
        counts.append((told(sme).count("day_follow_up"), told(administrator).count("day_untold")))
    assert counts == [(0, 0), (2, 0), (4, 0), (4, 2)]
    assert set(Meeting.objects.values_list("status", flat=True)) == {"untold"}
    with time_machine.travel(timezone.make_aware(datetime(2027, 1, 10))):
        sweep_timers()
        planned.refresh_from_db()
        assert planned.status == "closed"
        meeting = outcome_tell(meeting=Meeting.objects.first(), actor=sme, outcome="refused", reason="far")
        assert meeting.status == "refused"


def test_a_draft_that_lies_is_mentioned_once(planned: MatchingDay, sme: User) -> None:
    with time_machine.travel(planned.ends_at):
        outcome_tell(meeting=Meeting.objects.first(), actor=sme, outcome="wanted", note="계속")
    with time_machine.travel(planned.ends_at + timedelta(days=10)):
        sweep_timers()
        sweep_timers()
    drafts = Message.objects.filter(kind="day_follow_up", recipient=sme, payload__draft=True)
    assert drafts.count() == 1


def test_outcomes_are_told_from_the_meeting_on_and_once(planned: MatchingDay, sme: User) -> None:
    meeting = Meeting.objects.first()
    with pytest.raises(NotYet):
        outcome_tell(meeting=meeting, actor=sme, outcome="wanted")
    with time_machine.travel(planned.ends_at):
        outcome_tell(meeting=meeting, actor=sme, outcome="refused", reason="far")
        with pytest.raises(AlreadyTold):
            outcome_tell(meeting=meeting, actor=sme, outcome="wanted")
