"""Who is told what of a matching day. Rows only, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from matchmaker.meetings.models import DayGuest, MatchingDay, Meeting
from matchmaker.notifications.choices import MessageKind
from matchmaker.notifications.services import message_send


def _send(guest: DayGuest, kind: str, key: str, day: MatchingDay, **payload: Any) -> None:
    words = {"day": day.name, "place": day.place, "begins_at": day.begins(0).isoformat(), **payload}
    url = reverse("meetings:day", args=[day.pk])
    message_send(kind=kind, organisation=guest.organisation, payload=words, url=url, dedupe_key=f"{kind}:{key}")


def invited(guest: DayGuest) -> None:
    _send(guest, MessageKind.DAY_INVITED, str(guest.pk), guest.day)


def planned(day: MatchingDay, guests: Iterable[DayGuest], counts: dict[int, int]) -> None:
    """Each guest hears how many meetings it has; anew when the schedule is made anew."""
    turn = day.planned_at.isoformat() if day.planned_at else ""
    for guest in guests:
        _send(guest, MessageKind.DAY_PLANNED, f"{guest.pk}:{turn}", day, meetings=counts.get(guest.pk, 0))


def cancelled(day: MatchingDay, guests: Iterable[DayGuest], reason: str) -> None:
    for guest in guests:
        _send(guest, MessageKind.DAY_CANCELLED, str(guest.pk), day, reason=reason)


def outcome_asked(meeting: Meeting) -> None:
    key = f"{meeting.pk}:{meeting.reminded}"
    _send(meeting.firm, MessageKind.DAY_FOLLOW_UP, key, meeting.day, supplier=str(meeting.supplier), draft=False)


def draft_waits(meeting: Meeting) -> None:
    key = f"{meeting.pk}:draft"
    _send(meeting.firm, MessageKind.DAY_FOLLOW_UP, key, meeting.day, supplier=str(meeting.supplier), draft=True)


def outcome_told(meeting: Meeting, reason: str) -> None:
    """The supplier hears what its firm decided, with the coded reason of a no."""
    payload = {"firm": str(meeting.firm), "status": str(meeting.status), "reason": reason}
    _send(meeting.supplier, MessageKind.DAY_OUTCOME, f"{meeting.pk}:{meeting.status}", meeting.day, **payload)


def untold(meeting: Meeting) -> None:
    """The host hears of a meeting whose outcome nobody told."""
    url = reverse("meetings:office_day", args=[meeting.day_id])
    payload = {"day": meeting.day.name, "firm": str(meeting.firm), "supplier": str(meeting.supplier)}
    kind, key = MessageKind.DAY_UNTOLD, f"{MessageKind.DAY_UNTOLD}:{meeting.pk}"
    message_send(kind=kind, organisation=meeting.day.host, payload=payload, url=url, dedupe_key=key)
