"""Rows of administrators' own work, for the world: saved views, reports, referrals, matching days."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from django.utils import timezone

from demand.models import Need
from matchmaker.accounts.models import Membership, User
from matchmaker.coverage.models import Alert, Report, SavedView
from matchmaker.coverage.referrals.services import referral_ask
from matchmaker.meetings.models import DayGuest, MatchingDay, Meeting
from matchmaker.meetings.tickets import ticket_of


def office_rows(sme: User, supplier: User, administrator: User, need: Need) -> dict[str, dict[str, Any]]:
    office = administrator.organisations.get()
    view = SavedView.objects.create(name="우리 보기", listed="firms", owner=administrator, organisation=office)
    report = Report.objects.create(
        owner=administrator, organisation=office, name=view.name, listed=view.listed, form="csv"
    )
    today = timezone.localdate()
    figures = {"value": 1.0, "count": 6, "demand": 6.0, "suppliers": 6, "opens": 1.5, "closes": 2.0}
    where = {"subject": "SOL-MES:48", "capability_id": "SOL-MES", "region_id": "48"}
    alert = Alert.objects.create(rule="cell", since=today, day=today, first=figures, now=figures, **where)
    referral = referral_ask(need=need, actor=sme, reason="stuck")
    day, meeting = _day(office, sme, supplier, need)
    return {
        "coverage:alert": {"pk": alert.pk},
        "coverage:view": {"pk": view.pk},
        "coverage:report": {"pk": report.pk},
        "coverage:referral": {"pk": referral.pk},
        "coverage:referral_step": {"pk": referral.pk, "step": "contacted"},
        "coverage:refer": {"pk": need.pk},
        "coverage:help": {"pk": need.pk},
        "coverage:person": {"pk": supplier.pk},
        "coverage:programme": {"code": "2026-GOV"},
        "coverage:programme_table": {"code": "2026-GOV", "form": "csv"},
        "coverage:person_role": {"pk": Membership.objects.get(user=supplier).pk},
        "meetings": {"pk": day.pk},
        "meetings:office_ticket": {"ticket": ticket_of(meeting.firm)},
        "meetings:office_here": {"pk": meeting.firm_id},
        "meetings:outcome": {"pk": meeting.pk},
    }


def _day(office: Any, sme: User, supplier: User, need: Need) -> tuple[MatchingDay, Meeting]:
    """A day with its schedule, tomorrow."""
    day = MatchingDay.objects.create(
        host=office, name="매칭데이", on=timezone.localdate() + timedelta(days=1), starts=time(10), place="창원",
        region_id="48", status="planned", planned_at=timezone.now(), value=3.0, bound=3.0, proven=True,
    )  # fmt: skip
    firm = DayGuest.objects.create(day=day, organisation=sme.organisations.get(), need=need, status="coming")
    guest = DayGuest.objects.create(day=day, organisation=supplier.organisations.get(), status="coming")
    return day, Meeting.objects.create(day=day, firm=firm, supplier=guest, slot=0, table=1, worth=1.0)
