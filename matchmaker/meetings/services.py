"""Writes of a matching day until its schedule: prepared, opened, guests invited and signed up, wishes said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone, translation

from demand.choices import MATCHED
from demand.models import Need
from matchmaker.accounts.choices import OrganisationKind
from matchmaker.accounts.models import Organisation, User
from matchmaker.lib.transitions import advance
from matchmaker.meetings import telling
from matchmaker.meetings.choices import CancelReason, DayStatus, GuestStatus
from matchmaker.meetings.errors import DayPassed, NeedMissing, NotSigningUp
from matchmaker.meetings.models import DayGuest, MatchingDay, Wish

FIELDS = ("name", "on", "starts", "place", "region", "slots", "minutes", "tables", "most")


@transaction.atomic
def day_create(*, host: Organisation, actor: User, **fields: Any) -> MatchingDay:
    """A day in preparation; nobody sees it until it is opened. Raises DayPassed."""
    if fields["on"] < timezone.localdate():
        raise DayPassed
    row = MatchingDay.objects.create(host=host, **fields)
    row.events.create(frm="", to=row.status, actor=actor)
    return row


@transaction.atomic
def day_change(*, day: MatchingDay, **fields: Any) -> MatchingDay:
    """Before the schedule is made. Raises DayPassed, NotSigningUp."""
    row = MatchingDay.objects.select_for_update().get(pk=day.pk)
    if row.status not in (DayStatus.DRAFT, DayStatus.OPEN):
        raise NotSigningUp
    if fields["on"] < timezone.localdate():
        raise DayPassed
    for name in FIELDS:
        setattr(row, name, fields[name])
    row.save(update_fields=[*FIELDS])
    return row


@transaction.atomic
def day_open(*, day: MatchingDay, actor: User) -> None:
    """From now on firms and suppliers see it and sign up; who was put on the list before is told."""
    if day.on < timezone.localdate():
        raise DayPassed
    advance(day, frm=DayStatus.DRAFT, to=DayStatus.OPEN, actor=actor)
    for guest in day.guests.filter(status=GuestStatus.INVITED).select_related("organisation", "day"):
        telling.invited(guest)


@transaction.atomic
def day_cancel(*, day: MatchingDay, actor: User, reason: str) -> None:
    """With a coded reason; everybody who was asked or comes is told."""
    code = CancelReason(reason)
    advance(day, frm=day.status, to=DayStatus.CANCELLED, actor=actor, reason=code.value, next_check_at=None)
    day.meetings.update(next_check_at=None)
    with translation.override("ko"):
        words = str(code.label)
    guests = day.guests.exclude(status=GuestStatus.NOT_COMING).select_related("organisation")
    telling.cancelled(day, guests, words)


@transaction.atomic
def guests_invite(*, day: MatchingDay, organisations: Iterable[Organisation], actor: User) -> int:
    """Put firms and suppliers on the list; those on it already stay as they are. Returns how many are new."""
    row = MatchingDay.objects.select_for_update().get(pk=day.pk)
    if row.status not in (DayStatus.DRAFT, DayStatus.OPEN):
        raise NotSigningUp
    new = 0
    for organisation in organisations:
        guest, made = DayGuest.objects.get_or_create(day=row, organisation=organisation)
        if made:
            new += 1
            guest.events.create(frm="", to=guest.status, actor=actor)
            if row.status == DayStatus.OPEN:
                telling.invited(guest)
    return new


@transaction.atomic
def guest_join(*, day: MatchingDay, organisation: Organisation, actor: User, need: Need | None = None) -> DayGuest:
    """Come, invited or not. A firm says with which of its needs; again with another need changes that.

    Raises NotSigningUp, NeedMissing.
    """
    row = MatchingDay.objects.select_for_update().get(pk=day.pk)
    if row.status != DayStatus.OPEN:
        raise NotSigningUp
    if organisation.kind == OrganisationKind.DEMAND:
        if need is None or need.firm.organisation_id != organisation.pk or need.status not in MATCHED:
            raise NeedMissing
    else:
        need = None
    guest, made = DayGuest.objects.get_or_create(day=row, organisation=organisation)
    if made:
        guest.events.create(frm="", to=guest.status, actor=actor)
    if guest.status != GuestStatus.COMING:
        advance(guest, frm=guest.status, to=GuestStatus.COMING, actor=actor)
    if guest.need_id != (need.pk if need else None):
        guest.need = need
        guest.save(update_fields=["need"])
    return guest


@transaction.atomic
def guest_leave(*, guest: DayGuest, actor: User) -> None:
    """Not coming; what it said of others is forgotten. Raises NotSigningUp once the schedule is out."""
    row = MatchingDay.objects.select_for_update().get(pk=guest.day_id)
    if row.status != DayStatus.OPEN:
        raise NotSigningUp
    if guest.status != GuestStatus.NOT_COMING:
        advance(guest, frm=guest.status, to=GuestStatus.NOT_COMING, actor=actor)
    guest.wishes.all().delete()


@transaction.atomic
def wish_say(*, guest: DayGuest, other: DayGuest, yes: bool | None) -> None:
    """Whether one would like to meet the other; None takes it back. Only across the sides. Raises NotSigningUp."""
    row = MatchingDay.objects.select_for_update().get(pk=guest.day_id)
    crossed = other.day_id == guest.day_id and guest.organisation.kind != other.organisation.kind
    if row.status != DayStatus.OPEN or guest.status != GuestStatus.COMING or not crossed:
        raise NotSigningUp
    if yes is None:
        Wish.objects.filter(guest=guest, other=other).delete()
        return
    Wish.objects.update_or_create(guest=guest, other=other, defaults={"yes": yes})


@transaction.atomic
def guest_check_in(*, guest: DayGuest, actor: User | None = None, how: str = "desk") -> bool:
    """Here; the first time counts. Only on the day itself. ``how``: "desk", "ticket" or "own" (by the guest)."""
    here = DayGuest.objects.filter(pk=guest.pk, checked_in_at__isnull=True, status=GuestStatus.COMING)
    here = here.filter(day__status=DayStatus.PLANNED, day__on=timezone.localdate())
    if not here.update(checked_in_at=timezone.now()):
        return False
    guest.events.create(frm=GuestStatus.COMING, to=GuestStatus.COMING, actor=actor, reason=f"here_{how}")
    return True
