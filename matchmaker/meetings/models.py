"""Matching days: firms and suppliers at tables, in slots, and what came of each meeting."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from demand.models import Need
from matchmaker.accounts.models import Organisation
from matchmaker.lib.transitions import MoveEvent, Stateful
from matchmaker.meetings.choices import (
    DAY_MOVES,
    GUEST_MOVES,
    MEETING_MOVES,
    DayStatus,
    GuestStatus,
    MeetingStatus,
    RefuseReason,
    SlotMinutes,
)
from matchmaker.reference.models import Region


class MatchingDay(Stateful):
    """``value`` and ``bound``: what the schedule reaches and what none can exceed; see docs/matching-day.md."""

    MOVES: ClassVar[dict[str, frozenset[str]]] = DAY_MOVES

    host = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="matching_days")
    status = models.CharField(max_length=10, choices=DayStatus.choices, default=DayStatus.DRAFT)
    name = models.CharField(_("행사 이름"), max_length=80)
    on = models.DateField(_("날짜"))
    starts = models.TimeField(_("첫 만남이 시작하는 때"))
    place = models.CharField(_("장소"), max_length=120)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("지역"))
    slots = models.PositiveSmallIntegerField(
        _("만남을 몇 번 나누어 하나요"), default=12, validators=[MinValueValidator(1), MaxValueValidator(24)]
    )
    minutes = models.PositiveSmallIntegerField(_("한 번에 몇 분"), choices=SlotMinutes.choices, default=25)
    tables = models.PositiveSmallIntegerField(
        _("탁자 수"), default=10, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    most = models.PositiveSmallIntegerField(
        _("한 회사가 만나는 횟수(많아야)"), default=6, validators=[MinValueValidator(1), MaxValueValidator(24)]
    )
    value = models.FloatField(null=True)
    bound = models.FloatField(null=True)
    proven = models.BooleanField(default=False)
    planned_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    next_check_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return self.name

    def begins(self, slot: int) -> datetime:
        first = timezone.make_aware(datetime.combine(self.on, self.starts))
        return first + timedelta(minutes=slot * self.minutes)

    @property
    def ends_at(self) -> datetime:
        return self.begins(self.slots)


class DayEvent(MoveEvent):
    row = models.ForeignKey(MatchingDay, on_delete=models.CASCADE, related_name="events")


class DayGuest(Stateful):
    """One firm or supplier; a firm brings a need."""

    MOVES: ClassVar[dict[str, frozenset[str]]] = GUEST_MOVES

    day = models.ForeignKey(MatchingDay, on_delete=models.CASCADE, related_name="guests")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="days")
    need = models.ForeignKey(Need, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    status = models.CharField(max_length=10, choices=GuestStatus.choices, default=GuestStatus.INVITED)
    checked_in_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["organisation__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["day", "organisation"], name="one_guest_a_day")]

    def __str__(self) -> str:
        return str(self.organisation)


class GuestEvent(MoveEvent):
    row = models.ForeignKey(DayGuest, on_delete=models.CASCADE, related_name="events")


class Wish(models.Model):
    """What one guest said of another: yes or no. Nobody but its author and the engine reads it."""

    guest = models.ForeignKey(DayGuest, on_delete=models.CASCADE, related_name="wishes")
    other = models.ForeignKey(DayGuest, on_delete=models.CASCADE, related_name="+")
    yes = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["guest", "other"], name="one_wish_a_pair")]

    def __str__(self) -> str:
        return f"{self.guest} {'+' if self.yes else '-'} {self.other}"


class Meeting(Stateful):
    """``draft``: the firm's draft request that came of it. ``reminded``: how often its outcome was asked for."""

    MOVES: ClassVar[dict[str, frozenset[str]]] = MEETING_MOVES

    day = models.ForeignKey(MatchingDay, on_delete=models.CASCADE, related_name="meetings")
    firm = models.ForeignKey(DayGuest, on_delete=models.CASCADE, related_name="+")
    supplier = models.ForeignKey(DayGuest, on_delete=models.CASCADE, related_name="+")
    slot = models.PositiveSmallIntegerField()
    table = models.PositiveSmallIntegerField()
    worth = models.FloatField()
    status = models.CharField(max_length=10, choices=MeetingStatus.choices, default=MeetingStatus.PLANNED)
    reason = models.CharField(max_length=10, choices=RefuseReason.choices, blank=True)
    note = models.CharField(max_length=300, blank=True)
    draft = models.ForeignKey(Need, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reminded = models.PositiveSmallIntegerField(default=0)
    next_check_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        ordering = ["slot", "table", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["firm", "slot"], name="one_meeting_a_firm_and_slot"),
            models.UniqueConstraint(fields=["supplier", "slot"], name="one_meeting_a_supplier_and_slot"),
            models.UniqueConstraint(fields=["firm", "supplier"], name="one_meeting_a_pair"),
            models.UniqueConstraint(fields=["day", "slot", "table"], name="one_meeting_a_table_and_slot"),
        ]

    def __str__(self) -> str:
        return f"{self.firm} with {self.supplier}"

    @property
    def begins(self) -> datetime:
        return self.day.begins(self.slot)


class MeetingEvent(MoveEvent):
    row = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="events")
