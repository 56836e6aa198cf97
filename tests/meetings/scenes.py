"""A prepared day, guests who signed up, and a schedule: what tests of matching days begin with."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.jobs.models import Job
from matchmaker.jobs.tasks import run
from matchmaker.meetings.models import DayGuest, MatchingDay
from matchmaker.meetings.services import day_open, guest_join
from matchmaker.notifications.models import Message
from tests import factories

WHEN = date(2026, 12, 10)  # a Thursday
BEFORE = timezone.make_aware(datetime(2026, 12, 1, 12))
FIELDS = {
    "name": "경남 매칭데이", "on": "2026-12-10", "starts": "10:00", "place": "창원 전시장", "region": "48",
    "slots": "4", "minutes": "25", "tables": "3", "most": "3",
}  # fmt: skip


def told(user: User) -> list[str]:
    return list(Message.objects.filter(recipient=user).order_by("pk").values_list("kind", flat=True))


def signed_up(day: MatchingDay, administrator: User, sme: User, *suppliers: User) -> tuple[DayGuest, list[DayGuest]]:
    """The day open, the SME there with its need, and these suppliers."""
    day_open(day=day, actor=administrator)
    need = factories.need(sme, title="생산실적을 바로 보고 싶어요")
    firm = guest_join(day=day, organisation=sme.organisations.get(), actor=sme, need=need)
    guests = [guest_join(day=day, organisation=one.organisations.get(), actor=one) for one in suppliers]
    return firm, guests


def scheduled(client: Any, day: MatchingDay) -> MatchingDay:
    client.post(f"/programme/days/{day.pk}/plan/")
    run(Job.objects.latest("pk").pk)
    day.refresh_from_db()
    return day
