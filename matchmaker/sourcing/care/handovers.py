"""When a supplier fails or is gone: its standby is asked, then the next, until somebody agrees or nobody is left.

Every write first locks the project's row.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.lib.transitions import advance
from matchmaker.matching.choices import FeedbackKind
from matchmaker.matching.services import feedback_record
from matchmaker.sourcing.care import telling
from matchmaker.sourcing.care.errors import HandoverAnswered, HandoverOver, Unfit
from matchmaker.sourcing.care.standbys import asked_before, offer_for, standbys_of
from matchmaker.sourcing.choices import (
    DeclineReason,
    EscalationKind,
    EscalationStatus,
    HandoverReason,
    HandoverStatus,
    ProjectStatus,
)
from matchmaker.sourcing.deadlines import halfway, office_closes, respond_by
from matchmaker.sourcing.escalating import escalate
from matchmaker.sourcing.models import Escalation, Handover, Project, ProjectSlot
from suppliers.choices import Verification
from suppliers.models import Supplier, SupplierEvent

# So long a newcomer that agreed may take to say that it has the papers; then it is reminded, once.
RECEIVE_WORKING_DAYS = 5
RECEIVED = "received"
RUNNING = (HandoverStatus.REQUESTED, HandoverStatus.ACCEPTED)


@transaction.atomic
def handover_start(
    *, slot: ProjectSlot, reason: str, actor: User | None = None, to: Supplier | None = None
) -> Handover | None:
    """Ask the slot's standby, or ``to``, to take it over; the running request is returned if there is one.

    None when nobody can be asked: then a coordinator is called, and the firm is told. None also for a slot that its
    member has left already and for a project that was broken off. Raises Unfit when ``to`` may not be asked.
    """
    project = Project.objects.select_for_update().get(pk=slot.project_id)
    slot = ProjectSlot.objects.select_related("supplier", "standby__organisation").get(pk=slot.pk)
    slot.project = project
    if (running := slot.handovers.filter(status__in=RUNNING).first()) is not None:
        return running
    if slot.until is not None or project.status == ProjectStatus.TERMINATED:
        return None
    if to is not None and (to.pk == slot.supplier_id or to.status != Verification.VERIFIED):
        raise Unfit
    return _ask(slot, HandoverReason(reason).value, uncovered_since=_since(slot, reason), actor=actor, to=to)


def _since(slot: ProjectSlot, reason: str) -> datetime:
    """When the cover ended: at the last breach, at the suspension, or now."""
    if reason == HandoverReason.SLA:
        last = slot.tickets.filter(supplier=slot.supplier, breached_at__isnull=False).order_by("breached_at").last()
        return last.breached_at if last else timezone.now()
    if reason == HandoverReason.SUSPENDED:
        events = SupplierEvent.objects.filter(row=slot.supplier, to=Verification.SUSPENDED)
        return events.order_by("at").values_list("at", flat=True).last() or timezone.now()
    return timezone.now()


def _ask(
    slot: ProjectSlot,
    reason: str,
    *,
    uncovered_since: datetime,
    actor: User | None = None,
    to: Supplier | None = None,
    previous: Handover | None = None,
) -> Handover | None:
    if to is None:
        left = standbys_of(slot, without=asked_before(slot))
        if not left:
            _call_coordinator(slot, reason, uncovered_since)
            return None
        to = left[0].supplier
    now = timezone.now()
    end = respond_by(now)
    row = Handover.objects.create(
        project=slot.project,
        slot=slot,
        from_supplier=slot.supplier,
        to_supplier=to,
        previous=previous,
        reason=reason,
        uncovered_since=uncovered_since,
        created_at=now,
        respond_by=end,
        next_check_at=halfway(now, end),
    )
    row.events.create(frm="", to=row.status, actor=actor, reason=reason)
    _feedback(row, FeedbackKind.INVITED)
    telling.handover_asked(row)
    return row


def _call_coordinator(slot: ProjectSlot, reason: str, since: datetime) -> None:
    """One open row a need; further slots join it. ``detail["slots"]``: slot key -> since when it has no cover."""
    need = slot.project.need
    detail = {"project": slot.project_id, "slots": {}}
    row = escalate(need=need, kind=EscalationKind.NO_STANDBY, rfq=slot.project.award.quote.rfq, detail=detail)
    if str(slot.pk) in row.detail.get("slots", {}):
        return
    row.detail.setdefault("slots", {})[str(slot.pk)] = since.isoformat()
    row.save(update_fields=["detail"])
    telling.nobody_left(slot, reason)


@transaction.atomic
def handover_accept(*, handover: Handover, actor: User) -> Handover:
    """The standby agrees: somebody is there again, and the dossier opens. Again does nothing.

    Raises HandoverAnswered after a no, HandoverOver after the end or where the standby itself is suspended.
    """
    row = locked(handover)
    if row.status in (HandoverStatus.ACCEPTED, HandoverStatus.DONE):
        return row
    now = _answerable(row)
    check = office_closes(now, RECEIVE_WORKING_DAYS)
    advance(row, frm=row.status, to=HandoverStatus.ACCEPTED, actor=actor, accepted_at=now, next_check_at=check)
    _feedback(row, FeedbackKind.ACCEPTED)
    _settle(row, actor)
    telling.handover_answered(row)
    return row


def _settle(row: Handover, actor: User) -> None:
    """A coordinator's call ends once every slot it names has somebody again."""
    mine = {"need": row.project.need, "kind": EscalationKind.NO_STANDBY, "status": EscalationStatus.OPEN}
    call = Escalation.objects.select_for_update().filter(**mine).first()
    if call is None:
        return
    named = {int(key) for key in call.detail.get("slots", {})}
    covered = Handover.objects.filter(slot__in=named, status=HandoverStatus.ACCEPTED).values_list("slot", flat=True)
    left = ProjectSlot.objects.filter(pk__in=named - set(covered), until__isnull=True)
    if not left.exists():
        advance(call, frm=EscalationStatus.OPEN, to=EscalationStatus.DONE, actor=actor, reason="handover")


@transaction.atomic
def handover_decline(*, handover: Handover, actor: User, reason: str) -> Handover:
    """No, with a coded reason; the next in reserve is asked at once. Errors as for accepting."""
    row = locked(handover)
    if row.status == HandoverStatus.DECLINED:
        return row
    code = DeclineReason(reason).value
    _answerable(row)
    advance(row, frm=row.status, to=HandoverStatus.DECLINED, actor=actor, reason=code, next_check_at=None)
    _feedback(row, FeedbackKind.DECLINED, code)
    telling.handover_answered(row)
    _ask_next(row)
    return row


def _answerable(row: Handover) -> datetime:
    now = timezone.now()
    if row.status in (HandoverStatus.ACCEPTED, HandoverStatus.DECLINED, HandoverStatus.DONE):
        raise HandoverAnswered
    fit = row.to_supplier.status == Verification.VERIFIED
    if row.status != HandoverStatus.REQUESTED or row.respond_by <= now or not fit:
        raise HandoverOver
    return now


def _ask_next(row: Handover) -> Handover | None:
    """Whoever was picked by agreement is not replaced by somebody whom nobody agreed on."""
    if row.reason == HandoverReason.CHANGE:
        return None
    return _ask(row.slot, row.reason, uncovered_since=row.uncovered_since, previous=row)


@transaction.atomic
def handover_check(*, handover: Handover) -> str:
    """What the clock asks: "reminded" once at half time, "expired" at the end, "cancelled" where it lost its cause.

    Whoever agreed and has not said that the papers came is "reminded" too, once.
    """
    row, now = locked(handover), timezone.now()
    if row.next_check_at is None or row.next_check_at > now:
        return ""
    if row.status != HandoverStatus.REQUESTED:
        Handover.objects.filter(pk=row.pk).update(next_check_at=None)
        return _papers(row)
    if row.reason == HandoverReason.SUSPENDED and row.from_supplier.status == Verification.VERIFIED:
        _cancel(row, actor=None)
        return "cancelled"
    if row.respond_by <= now:
        advance(row, frm=row.status, to=HandoverStatus.EXPIRED, next_check_at=None)
        _feedback(row, FeedbackKind.SILENT)
        telling.handover_answered(row)
        _ask_next(row)
        return "expired"
    Handover.objects.filter(pk=row.pk).update(next_check_at=row.respond_by)
    telling.handover_reminded(row)
    return "reminded"


def _papers(row: Handover) -> str:
    if row.status != HandoverStatus.ACCEPTED or row.events.filter(reason=RECEIVED).exists():
        return ""
    telling.papers_reminded(row)
    return "reminded"


@transaction.atomic
def handover_cancel(*, handover: Handover, actor: User) -> Handover:
    """The firm keeps the present supplier, as long as nobody has agreed yet. Again does nothing.

    Raises HandoverOver after an answer, and where the supplier is suspended: that is not the firm's to overrule.
    """
    row = locked(handover)
    if row.status == HandoverStatus.CANCELLED:
        return row
    if row.status != HandoverStatus.REQUESTED or row.reason == HandoverReason.SUSPENDED:
        raise HandoverOver
    _cancel(row, actor=actor)
    return row


def _cancel(row: Handover, *, actor: User | None) -> None:
    """``done_at`` says when the days without cover ended."""
    gone = {"next_check_at": None, "done_at": timezone.now()}
    advance(row, frm=row.status, to=HandoverStatus.CANCELLED, actor=actor, **gone)
    telling.handover_cancelled(row)


def _feedback(row: Handover, kind: FeedbackKind, reason: str = "") -> None:
    offer = offer_for(row.to_supplier, row.slot.codes)
    feedback_record(need=row.project.need, supplier=row.to_supplier, kind=kind, offer=offer, reason=reason)


def locked(handover: Handover) -> Handover:
    """The row as it is now, with its project's row locked."""
    Project.objects.select_for_update().get(pk=handover.project_id)
    related = (
        "project__need__firm__organisation",
        "slot__supplier__organisation",
        "slot__standby__organisation",
        "from_supplier__organisation",
        "to_supplier__organisation",
    )
    return Handover.objects.select_related(*related).get(pk=handover.pk)
