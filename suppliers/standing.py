"""A verified firm's standing over time: re-verification each year, suspension that ends by itself.

Every timer of a supplier is ``next_check_at``: the earliest moment at which ``supplier_check`` has something to do.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from matchmaker.accounts.audit import audit_write
from matchmaker.accounts.choices import AuditAction
from matchmaker.accounts.models import Organisation, User
from matchmaker.accounts.selectors import offices
from matchmaker.lib.transitions import MoveRefused, advance
from matchmaker.notifications.choices import MessageKind
from matchmaker.notifications.services import message_send
from suppliers.approving import REMINDED_BEFORE, approval_keep
from suppliers.choices import Look, StandingReason, SuspendReason, Verification
from suppliers.models import Approval, Supplier
from suppliers.verification import ApplicationIncomplete, ReasonNeeded, application_missing, refuse_own

LONGEST_SUSPENSION = timedelta(days=730)


class EndNeeded(Exception):
    """A suspension says when it ends."""

    message: str | Promise = _("정지가 끝나는 날을 내일부터 두 해 안에서 골라 주세요.")


def suppliers_due(now: datetime) -> QuerySet[Supplier]:
    return Supplier.objects.filter(next_check_at__lte=now).order_by("next_check_at", "pk")


def ticked(codes: list[str]) -> list[str]:
    return [code for code in Look.values if code in codes]


@transaction.atomic
def supplier_renew(*, supplier: Supplier, actor: User, looked: dict[str, Any]) -> Approval:
    """A verified firm is found to be in order again: what it shows now counts as approved, for another year.

    Raises OwnFirm, ApplicationIncomplete when the listing is no longer whole, MoveRefused when it is not verified.
    """
    refuse_own(supplier, actor)
    row = Supplier.objects.select_for_update().get(pk=supplier.pk)
    if row.status != Verification.VERIFIED:
        raise MoveRefused(f"supplier {row.pk} is {row.status}")
    if missing := application_missing(row):
        raise ApplicationIncomplete(missing)
    row.events.create(frm=row.status, to=row.status, actor=actor, reason=StandingReason.RENEWED)
    _noted(row, actor, to="renewed")
    return approval_keep(supplier=row, by=actor, looked=looked, renewal=True)


@transaction.atomic
def supplier_suspend(*, supplier: Supplier, actor: User, reason: str, until: date) -> None:
    """Take a verified firm out of the market through ``until``; it comes back by itself on the day after.

    Raises OwnFirm, ReasonNeeded, EndNeeded, MoveRefused. Sourcing lets go of what the firm has open: see leaving.py
    there; the clock does so where nobody else did.
    """
    refuse_own(supplier, actor)
    if reason not in SuspendReason.values:
        raise ReasonNeeded
    check_end(until)
    dated = {"suspended_until": until, "next_check_at": _after(until), "changed_at": timezone.now()}
    advance(supplier, frm=Verification.VERIFIED, to=Verification.SUSPENDED, actor=actor, reason=reason, **dated)
    _noted(supplier, actor, to="suspended", reason=reason, until=until.isoformat())
    _told(supplier, "suspended", SuspendReason(reason), until_by=_after(until).isoformat())


@transaction.atomic
def suspension_change(*, supplier: Supplier, actor: User, until: date) -> None:
    """Another end for a suspension that goes on. Raises OwnFirm, EndNeeded, MoveRefused."""
    refuse_own(supplier, actor)
    check_end(until)
    row = Supplier.objects.select_for_update().get(pk=supplier.pk)
    if row.status != Verification.SUSPENDED:
        raise MoveRefused(f"supplier {row.pk} is {row.status}")
    if row.suspended_until == until:
        return
    Supplier.objects.filter(pk=row.pk).update(suspended_until=until, next_check_at=_after(until))
    row.events.create(frm=row.status, to=row.status, actor=actor, reason=StandingReason.EXTENDED)
    _noted(row, actor, to="suspended", reason="extended", until=until.isoformat())
    _told(row, "suspended", StandingReason.EXTENDED, until_by=_after(until).isoformat())


def check_end(until: date | None) -> None:
    today = timezone.localdate()
    if until is None or not today < until <= today + LONGEST_SUSPENSION:
        raise EndNeeded


def _after(day: date) -> datetime:
    """The first moment of the day after, in Korea."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


@transaction.atomic
def supplier_check(*, supplier: Supplier) -> bool:
    """What the clock asks of one firm; may be called at any time and any number of times."""
    row, now = Supplier.objects.select_for_update().select_related("organisation").get(pk=supplier.pk), timezone.now()
    if row.next_check_at is None or row.next_check_at > now:
        return False
    if row.status == Verification.SUSPENDED:
        _lift(row, now)
    elif row.status == Verification.VERIFIED and row.reverify_at is not None:
        _year(row, now)
    else:
        Supplier.objects.filter(pk=row.pk).update(next_check_at=None)
        return False
    return True


def _lift(row: Supplier, now: datetime) -> None:
    """Its time is over: back into the market, or back to the firm where its listing has holes by now."""
    whole = not application_missing(row)
    to, reason = (
        (Verification.VERIFIED, StandingReason.ENDED) if whole else (Verification.RETURNED, StandingReason.INCOMPLETE)
    )
    again = max(row.reverify_at - REMINDED_BEFORE, now) if whole and row.reverify_at else None
    fields = {"suspended_until": None, "next_check_at": again, "changed_at": now}
    fields |= {} if whole else {"verified_at": None, "reverify_at": None}
    advance(row, frm=Verification.SUSPENDED, to=to, reason=reason, **fields)
    _told(row, "lifted" if whole else "returned", reason)


def _year(row: Supplier, now: datetime) -> None:
    """A month before the year is over the firm is asked to look it over; when it is, the offices are told."""
    url, due = reverse("suppliers:dashboard"), row.reverify_at
    if now < due:
        _send(row.organisation, MessageKind.REVERIFY_SOON, url, f"{row.pk}:{due:%Y%m%d}", due_by=due.isoformat())
        Supplier.objects.filter(pk=row.pk).update(next_check_at=due)
        return
    page = reverse("coverage:verification_case", args=[row.pk])
    for office in offices(region=row.region_id):
        key = f"{row.pk}:{due:%Y%m%d}:{office.pk}"
        _send(office, MessageKind.REVERIFY_DUE, page, key, supplier=row.organisation.name)
    Supplier.objects.filter(pk=row.pk).update(next_check_at=None)


def _send(organisation: Organisation, kind: str, url: str, key: str, **payload: Any) -> None:
    message_send(kind=kind, organisation=organisation, payload=payload, url=url, dedupe_key=f"{kind}:{key}")


def _noted(row: Supplier, actor: User, **detail: str) -> None:
    audit_write(actor=actor, action=AuditAction.DECIDED, target=row, detail=detail)


def _told(row: Supplier, decision: str, reason: SuspendReason | StandingReason, **payload: Any) -> None:
    """The firm hears of it; the reason travels as its msgid and is translated when somebody reads it."""
    event = row.events.first()
    with override("ko"):
        payload |= {"decision": decision, "reason": str(reason.label)}
    message_send(
        kind=MessageKind.VERIFICATION_DECIDED,
        organisation=row.organisation,
        payload=payload,
        url=reverse("suppliers:dashboard"),
        dedupe_key=f"verification:{event.pk}",
    )
