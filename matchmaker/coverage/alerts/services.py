"""After the night's count: alerts open, stay and close; administrators are told once a night. Muting, and its end."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from matchmaker.accounts.audit import audit_write
from matchmaker.accounts.choices import AuditAction
from matchmaker.accounts.models import User
from matchmaker.coverage.alerts.choices import STANDING, AlertRule, AlertStatus, MuteReason
from matchmaker.coverage.alerts.figures import cells_of, limits_now, readings_of
from matchmaker.coverage.alerts.models import Alert, AlertLimit, AlertNight
from matchmaker.coverage.alerts.rules import Limit, Reading, Turn, turn
from matchmaker.coverage.alerts.telling import tell_offices
from matchmaker.coverage.models import GapSnapshot
from matchmaker.lib.transitions import MoveRefused, advance

LONGEST_MUTE = 90  # days: what nobody wants to see for longer wants another limit


def alerts_ensure() -> int:
    """Look at the latest count unless that was done; the step after the night's count. How many opened."""
    latest = GapSnapshot.objects.order_by("-day").first()
    return alerts_settle(snapshot=latest) if latest else 0


@transaction.atomic
def alerts_settle(*, snapshot: GapSnapshot, tell: bool = True) -> int:
    """Hold the figures of ``snapshot`` against the limits; how many alerts opened. The same count again does nothing.

    A day that is counted anew is looked at anew: it opens nothing that stands, and what it adds is told the next night.
    """
    night = AlertNight.objects.select_for_update().get_or_create(day=snapshot.day)[0]
    if night.taken_at == snapshot.taken_at or AlertNight.objects.filter(day__gt=snapshot.day).exists():
        return 0
    standing = {(row.rule, row.subject): row for row in Alert.objects.filter(status__in=STANDING)}
    limits = limits_now()
    found = turn(limits.values(), readings_of(snapshot), _before(snapshot.day), standing)
    _open(found, limits, snapshot.day)
    for key, reading in found.stay.items():
        _keep(standing[key], reading, limits, snapshot.day)
    for key, last in found.closed.items():
        _close(standing[key], last, limits, snapshot.day)
    first_look = night.taken_at is None
    AlertNight.objects.filter(pk=night.pk).update(taken_at=snapshot.taken_at)
    if tell and first_look:
        tell_offices(snapshot.day)
    return len(found.opened)


def _before(day: date) -> Any:
    """Cells of the night that was looked at last; None where there was none, or its count is gone."""
    nights = AlertNight.objects.filter(day__lt=day, taken_at__isnull=False).order_by("-day").values("day")[:1]
    last = GapSnapshot.objects.filter(day__in=nights).only("pk", "day").first()
    return cells_of(last) if last else None


def _figures(reading: Reading, limit: Limit | None) -> dict[str, Any]:
    limits = {"opens": limit.opens, "closes": limit.closes} if limit else {}
    return {"value": reading.value, "count": reading.count, **limits, **reading.told}


def _open(found: Turn, limits: dict[str, Limit], day: date) -> None:
    muted = {
        (row.rule, row.subject): row
        for row in Alert.objects.filter(status=AlertStatus.CLOSED, muted_until__gte=day).order_by("pk")
    }
    for key, reading in found.opened.items():
        rule, subject = key
        figures, quiet = _figures(reading, limits[rule]), muted.get(key)
        row = Alert(rule=rule, subject=subject, since=day, day=day, first=figures, now=figures, fewest=reading.fewest)
        if rule == AlertRule.CELL:
            row.capability_id, row.region_id = subject.split(":")
        if quiet is not None:
            row.status, row.mute_reason, row.mute_note = AlertStatus.MUTED, quiet.mute_reason, quiet.mute_note
            row.muted_until, row.next_check_at = quiet.muted_until, _midnight_after(quiet.muted_until)
        row.save()
        row.events.create(frm="", to=row.status, reason=quiet.mute_reason if quiet else "")


def _keep(row: Alert, reading: Reading, limits: dict[str, Limit], day: date) -> None:
    given = {"day": day, "now": _figures(reading, limits.get(row.rule)), "fewest": reading.fewest}
    Alert.objects.filter(pk=row.pk).update(**given)


def _close(row: Alert, reading: Reading | None, limits: dict[str, Limit], day: date) -> None:
    limit = limits.get(row.rule)
    given: dict[str, Any] = {"day": day, "closed_at": timezone.now(), "next_check_at": None}
    if reading is not None:
        given["now"] = _figures(reading, limit)
    reason = "off" if limit is None or not limit.on else "back" if reading else "nothing"
    advance(row, frm=row.status, to=AlertStatus.CLOSED, reason=reason, **given)


def _midnight_after(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


@transaction.atomic
def alert_mute(*, alert: Alert, actor: User, until: date, reason: str, note: str = "") -> Alert:
    """Silent through ``until``, at most ``LONGEST_MUTE`` days. Muting what is muted moves its date.

    Raises ValueError for a day out of bounds or an unknown reason, MoveRefused where it has closed meanwhile.
    """
    today = timezone.localdate()
    if not today <= until <= today + timedelta(days=LONGEST_MUTE):
        raise ValueError(f"{until} is not within {LONGEST_MUTE} days from today")
    row = Alert.objects.select_for_update().get(pk=alert.pk)
    given = {"muted_until": until, "mute_reason": MuteReason(reason).value, "mute_note": note}
    given["next_check_at"] = _midnight_after(until)
    if row.status == AlertStatus.MUTED:
        Alert.objects.filter(pk=row.pk).update(**given)
        row.events.create(frm=row.status, to=row.status, actor=actor, reason=reason)
        row.refresh_from_db()
    else:
        advance(row, frm=AlertStatus.OPEN, to=AlertStatus.MUTED, actor=actor, reason=reason, **given)
    audit_write(actor=actor, action=AuditAction.DECIDED, target=row, detail={"to": "muted", "until": f"{until}"})
    return row


@transaction.atomic
def alert_unmute(*, alert: Alert, actor: User) -> Alert:
    """Heard again; twice does nothing twice. Raises MoveRefused where it has closed meanwhile."""
    row = Alert.objects.select_for_update().get(pk=alert.pk)
    if row.status == AlertStatus.OPEN:
        return row
    advance(row, frm=AlertStatus.MUTED, to=AlertStatus.OPEN, actor=actor, reason="heard", **_HEARD)
    audit_write(actor=actor, action=AuditAction.DECIDED, target=row, detail={"to": "open"})
    return row


_HEARD: dict[str, Any] = {"muted_until": None, "mute_reason": "", "mute_note": "", "next_check_at": None}


def mutes_due(now: datetime) -> QuerySet[Alert]:
    return Alert.objects.filter(status=AlertStatus.MUTED, next_check_at__lte=now).order_by("next_check_at", "pk")


def mute_check(*, alert: Alert) -> bool:
    """The last day of a mute is over: heard again, and told with the next night's."""
    try:
        with transaction.atomic():
            row = Alert.objects.select_for_update().get(pk=alert.pk)
            if row.next_check_at is None or row.next_check_at > timezone.now():
                return False
            given = {**_HEARD, "told_at": None}
            advance(row, frm=AlertStatus.MUTED, to=AlertStatus.OPEN, reason="over", **given)
    except MoveRefused:
        return False
    return True


@transaction.atomic
def limits_set(*, actor: User, limits: list[Limit]) -> int:
    """Keep what differs from what is in force; they count from the next night. How many changed."""
    known, changed = limits_now(), 0
    for limit in limits:
        if known[limit.rule] == limit:
            continue
        given = {"on": limit.on, "opens": limit.opens, "closes": limit.closes, "least": limit.least}
        row, _made = AlertLimit.objects.update_or_create(
            rule=limit.rule, defaults={**given, "actor": actor, "at": timezone.now()}
        )
        audit_write(actor=actor, action=AuditAction.CHANGED, target=row, detail={"rule": limit.rule, **given})
        changed += 1
    return changed
