"""A matching day until its schedule: prepared, opened, signed up, solved, cancelled."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from matchmaker.accounts.models import User
from matchmaker.engine.meetings import Day
from matchmaker.jobs.models import Job
from matchmaker.lib.transitions import MoveRefused
from matchmaker.meetings.errors import NotSigningUp
from matchmaker.meetings.models import MatchingDay, Meeting
from matchmaker.meetings.planning import coming, problem_of
from matchmaker.meetings.services import day_open, guest_join, guest_leave, guests_invite, wish_say
from suppliers.models import Supplier
from tests import factories
from tests.cast import Browsers
from tests.matching.scenes import ask, finished_run
from tests.meetings.scenes import BEFORE, FIELDS, scheduled, signed_up, told


def test_invited_ones_hear_when_it_opens_and_sign_up_on_the_page(
    day: MatchingDay, administrator: User, sme: User, supplier: User, client_for: Browsers
) -> None:
    client, asked = client_for(administrator), supplier.organisations.get()
    assert "가온시스템" in client.get(f"/programme/days/{day.pk}/").content.decode()
    client.post(f"/programme/days/{day.pk}/invite/", {"organisations": [asked.pk]})
    assert told(supplier) == []
    client.post(f"/programme/days/{day.pk}/open/")
    assert told(supplier) == ["day_invited"]
    assert client_for(supplier).post(f"/days/{day.pk}/join/").status_code == 302
    need = factories.need(sme)
    assert client_for(sme).post(f"/days/{day.pk}/join/", {"need": need.pk}).status_code == 302
    assert "가온시스템" in client_for(sme).get(f"/days/{day.pk}/").content.decode()
    assert str(need) in client_for(supplier).get(f"/days/{day.pk}/").content.decode()
    assert set(day.guests.values_list("status", flat=True)) == {"coming"}


def test_both_get_their_schedule_and_it_says_that_it_is_proven(
    planned: MatchingDay, sme: User, supplier: User, administrator: User, client_for: Browsers
) -> None:
    assert (planned.status, planned.proven, planned.value) == ("planned", True, planned.bound)
    assert Meeting.objects.count() == 2
    assert "가온시스템" in client_for(sme).get(f"/days/{planned.pk}/").content.decode()
    assert "한빛정밀" in client_for(supplier).get(f"/days/{planned.pk}/").content.decode()
    assert "증명된 시간표" in client_for(administrator).get(f"/programme/days/{planned.pk}/").content.decode()
    assert [kinds.count("day_planned") for kinds in (told(sme), told(supplier))] == [1, 1]


def test_another_schedule_replaces_the_first_and_a_supplier_suspended_since_is_left_out(
    planned: MatchingDay, supplier: User, client_for: Browsers, administrator: User
) -> None:
    Supplier.objects.filter(organisation__name="다온테크").update(status="suspended")
    with time_machine.travel(BEFORE + timedelta(days=1)):
        scheduled(client_for(administrator), planned)
    assert [str(row.supplier) for row in Meeting.objects.all()] == ["가온시스템"]


def test_no_meeting_is_made_where_one_of_the_two_says_no_or_nobody_has_a_reason(
    day: MatchingDay, administrator: User, sme: User, supplier: User, rival: User, client_for: Browsers
) -> None:
    firm, (one, _other) = signed_up(day, administrator, sme, supplier, rival)
    wish_say(guest=firm, other=one, yes=True)
    wish_say(guest=one, other=firm, yes=False)
    scheduled(client_for(administrator), day)
    assert (day.status, Job.objects.get().status) == ("open", "failed")
    assert "서로 만날 만한 곳이 없습니다" in Job.objects.get().told


def test_the_engine_gets_the_ranking_the_wishes_and_the_road(
    day: MatchingDay, administrator: User, sme: User, supplier: User
) -> None:
    factories.offer(Supplier.objects.get(organisation__name="가온시스템"), "SOL-MES")
    need = finished_run(ask(sme, "SOL-MES")).need
    day_open(day=day, actor=administrator)
    firm = guest_join(day=day, organisation=sme.organisations.get(), actor=sme, need=need)
    guest = guest_join(day=day, organisation=supplier.organisations.get(), actor=supplier)
    problem: Day = problem_of(day, coming(day))
    assert [(row.firm, row.supplier, round(row.worth, 3)) for row in problem.pairs] == [(firm.pk, guest.pk, 0.8)]
    assert problem.firms[0].slots == (0, 1, 2, 3)


def test_signing_up_ends_with_the_schedule_and_only_across_the_sides(
    planned: MatchingDay, sme: User, supplier: User, rival: User, administrator: User
) -> None:
    guests = list(planned.guests.select_related("organisation", "day"))
    for refused in (
        lambda: guest_join(day=planned, organisation=rival.organisations.get(), actor=rival),
        lambda: guest_leave(guest=guests[0], actor=sme),
        lambda: wish_say(guest=guests[0], other=guests[1], yes=True),
        lambda: guests_invite(day=planned, organisations=[], actor=administrator),
    ):
        with pytest.raises(NotSigningUp):
            refused()
    with pytest.raises(MoveRefused):
        day_open(day=planned, actor=administrator)


def test_a_cancelled_day_tells_everybody_why(
    planned: MatchingDay, sme: User, supplier: User, administrator: User, client_for: Browsers
) -> None:
    client = client_for(administrator)
    client.post(f"/programme/days/{planned.pk}/cancel/", {"reason": ""})
    client.post(f"/programme/days/{planned.pk}/cancel/", {"reason": "few"})
    planned.refresh_from_db()
    assert (planned.status, told(sme)[-1], told(supplier)[-1]) == ("cancelled", "day_cancelled", "day_cancelled")
    assert "취소되었습니다" in client_for(sme).get(f"/days/{planned.pk}/").content.decode()


@pytest.mark.parametrize(
    "change", [{"on": "2020-01-01"}, {"slots": "0"}, {"minutes": "7"}, {"region": "x"}, {"name": ""}]
)
def test_bad_input_says_so_and_makes_nothing(administrator: User, client_for: Browsers, change: dict[str, str]) -> None:
    assert client_for(administrator).post("/programme/days/new/", FIELDS | change).status_code == 422
    assert not MatchingDay.objects.exists()


def test_strangers_see_nothing_of_a_day(
    planned: MatchingDay, other_sme: User, stranger: User, rival: User, client_for: Browsers
) -> None:
    meeting = Meeting.objects.first()
    for who in (other_sme, stranger):
        assert client_for(who).get(f"/days/{planned.pk}/").status_code == 404
        assert client_for(who).get(f"/days/meetings/{meeting.pk}/").status_code == 404
    assert client_for(rival).get(f"/programme/days/{planned.pk}/").status_code == 404
    assert client_for(rival).get(f"/days/meetings/{meeting.pk}/").status_code == 404
