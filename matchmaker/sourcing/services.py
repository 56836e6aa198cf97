"""Asking the members of a package: the request, its answers, its end. Every write first locks the request's row."""

from __future__ import annotations

from collections import defaultdict

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from demand.choices import MATCHED, NeedStatus
from demand.models import Need
from demand.services import need_open
from matchmaker.accounts.models import User
from matchmaker.lib.transitions import advance
from matchmaker.matching.choices import FeedbackKind
from matchmaker.matching.models import Package, PackageItem
from matchmaker.matching.services import feedback_record
from matchmaker.sourcing import telling
from matchmaker.sourcing.choices import WAITING, DeclineReason, InvitationStatus, RfqStatus, derived_status
from matchmaker.sourcing.deadlines import halfway, respond_by
from matchmaker.sourcing.errors import (
    AlreadyAnswered,
    MemberUnavailable,
    NeedClosed,
    NobodyToAsk,
    NoLongerOpen,
    PackageOutdated,
    TooManyOpen,
)
from matchmaker.sourcing.models import Rfq, RfqInvitation
from suppliers.choices import Verification
from suppliers.models import Supplier

MOST_OPEN_INVITATIONS = 5


@transaction.atomic
def rfq_request(*, package: Package, actor: User, note: str = "") -> Rfq:
    """Ask every member of the package for its own slots; the second press returns the first request.

    Raises a SourcingError when the need is closed or has changed since, when nobody can be asked, or when too many
    answers are open already. Queues at the need's row, so that two presses at once make one request.
    """
    need = Need.objects.select_for_update().get(pk=package.run.need_id)
    if (live := live_request(package)) is not None:
        return live
    members = _members(package)
    _check(need, package, members)
    if need.status == NeedStatus.CHECKED:
        need_open(need=need, actor=actor)
    rfq = Rfq.objects.create(need=need, package=package, note=note, created_by=actor)
    rfq.events.create(frm="", to=rfq.status, actor=actor)
    for supplier_id, items in members.items():
        _invite(rfq, supplier_id, items, actor)
    return rfq


def live_request(package: Package) -> Rfq | None:
    return Rfq.objects.filter(package=package).exclude(status=RfqStatus.CANCELLED).first()


def _members(package: Package) -> dict[int, list[PackageItem]]:
    """Supplier id -> the slots it covers, the lead first."""
    found: dict[int, list[PackageItem]] = defaultdict(list)
    covered = package.items.filter(offer__isnull=False, supplier__isnull=False)
    for item in covered.select_related("offer").prefetch_related("offer__includes"):
        found[item.supplier_id].append(item)
    return dict(sorted(found.items(), key=lambda pair: (pair[0] != package.lead_id, pair[1][0].slot)))


def _check(need: Need, package: Package, members: dict[int, list[PackageItem]]) -> None:
    if need.status == NeedStatus.CLOSED:
        raise NeedClosed
    if need.status not in MATCHED or need.version != package.run.need_version:
        raise PackageOutdated
    if not members:
        raise NobodyToAsk
    waiting = RfqInvitation.objects.filter(rfq__need=need, status__in=WAITING).count()
    if waiting + len(members) > MOST_OPEN_INVITATIONS:
        raise TooManyOpen
    full = Count("rfq_invitations", filter=Q(rfq_invitations__status__in=WAITING))
    firms = Supplier.objects.filter(pk__in=members).select_related("organisation").annotate(waiting=full)
    absent = [
        str(firm)
        for firm in firms
        if firm.status != Verification.VERIFIED or firm.waiting >= firm.open_invitation_limit
    ]
    if absent:
        raise MemberUnavailable(absent)


def _invite(rfq: Rfq, supplier_id: int, items: list[PackageItem], actor: User) -> None:
    end = respond_by(rfq.created_at)
    slots = [
        {"slot": item.slot, "codes": item.covered_codes, "offer": item.offer_id, "must": item.must} for item in items
    ]
    row = RfqInvitation.objects.create(
        rfq=rfq,
        supplier_id=supplier_id,
        slots=slots,
        lead=supplier_id == rfq.package.lead_id,
        created_at=rfq.created_at,
        respond_by=end,
        next_check_at=halfway(rfq.created_at, end),
    )
    row.events.create(frm="", to=row.status, actor=actor)
    _feedback(row, FeedbackKind.INVITED)
    telling.invited(row)


@transaction.atomic
def invitation_see(*, invitation: RfqInvitation, actor: User) -> RfqInvitation:
    """The supplier opened it; only the first time counts."""
    row = _locked(invitation)
    if row.status == InvitationStatus.SENT:
        advance(row, frm=InvitationStatus.SENT, to=InvitationStatus.SEEN, actor=actor)
    return row


def invitation_accept(*, invitation: RfqInvitation, actor: User) -> RfqInvitation:
    """Yes. Saying it again does nothing; raises AlreadyAnswered after a no, NoLongerOpen after the end."""
    return _answer(invitation, InvitationStatus.ACCEPTED, FeedbackKind.ACCEPTED, actor=actor)


def invitation_decline(*, invitation: RfqInvitation, actor: User, reason: str, note: str = "") -> RfqInvitation:
    """No, with a coded reason; errors as for accepting."""
    code = DeclineReason(reason).value
    return _answer(invitation, InvitationStatus.DECLINED, FeedbackKind.DECLINED, actor=actor, reason=code, note=note)


@transaction.atomic
def _answer(
    invitation: RfqInvitation,
    status: InvitationStatus,
    kind: FeedbackKind,
    *,
    actor: User,
    reason: str = "",
    note: str = "",
) -> RfqInvitation:
    row = _locked(invitation)
    if row.status == status:
        return row
    if row.status in (InvitationStatus.ACCEPTED, InvitationStatus.DECLINED):
        raise AlreadyAnswered
    now = timezone.now()
    if not row.waits or row.respond_by <= now or row.rfq.need.status == NeedStatus.CLOSED:
        raise NoLongerOpen
    # ``reason`` of a move goes to its event; the row keeps it too.
    advance(row, frm=row.status, to=status, actor=actor, reason=reason, answered_at=now, next_check_at=None)
    RfqInvitation.objects.filter(pk=row.pk).update(reason=reason, note=note)
    row.reason, row.note = reason, note
    _feedback(row, kind, reason=reason)
    _settle(row, actor=actor)
    telling.answered(row)
    return row


@transaction.atomic
def invitation_check(*, invitation: RfqInvitation) -> str:
    """What the clock asks of one invitation: "reminded" once at half time, "expired" at the end, else "".

    Safe to call at any time and any number of times.
    """
    row = _locked(invitation)
    now = timezone.now()
    if not row.waits:
        RfqInvitation.objects.filter(pk=row.pk).update(next_check_at=None)
        return ""
    if row.respond_by <= now:
        advance(row, frm=row.status, to=InvitationStatus.EXPIRED, next_check_at=None)
        _feedback(row, FeedbackKind.SILENT)
        _settle(row, actor=None)
        telling.expired(row)
        return "expired"
    if row.reminded_at is None and halfway(row.created_at, row.respond_by) <= now:
        RfqInvitation.objects.filter(pk=row.pk).update(reminded_at=now, next_check_at=row.respond_by)
        telling.reminded(row)
        return "reminded"
    return ""


@transaction.atomic
def rfq_cancel(*, rfq: Rfq, actor: User | None, reason: str) -> Rfq:
    """Take a request back: open invitations become void, given answers stay as they are. Twice does nothing.

    ``actor`` is None when the clock does it because the need was withdrawn.
    """
    rfq = Rfq.objects.select_for_update().get(pk=rfq.pk)
    if rfq.status == RfqStatus.CANCELLED:
        return rfq
    advance(rfq, frm=rfq.status, to=RfqStatus.CANCELLED, actor=actor, reason=reason)
    for row in rfq.invitations.filter(status__in=WAITING | {InvitationStatus.ACCEPTED}).select_related("supplier"):
        if row.waits:
            advance(row, frm=row.status, to=InvitationStatus.VOID, actor=actor, reason=reason, next_check_at=None)
        telling.cancelled(row)
    return rfq


def _locked(invitation: RfqInvitation) -> RfqInvitation:
    """The row as it is now, with its request's row locked: answers to one request come one after another."""
    Rfq.objects.select_for_update().get(pk=invitation.rfq_id)
    related = ("rfq__need__firm__organisation", "rfq__package__run", "supplier__organisation")
    return RfqInvitation.objects.select_related(*related).get(pk=invitation.pk)


def _settle(row: RfqInvitation, *, actor: User | None) -> None:
    """Derive the request's state from all its invitations."""
    rfq = row.rfq
    statuses = list(rfq.invitations.values_list("status", flat=True))
    status = derived_status(statuses, complete=rfq.package.complete)
    if status != rfq.status:
        advance(rfq, frm=rfq.status, to=status, actor=actor)


def _feedback(row: RfqInvitation, kind: FeedbackKind, reason: str = "") -> None:
    """One row an invitation; the offer is that of its first slot."""
    offer = PackageItem.objects.filter(package=row.rfq.package_id, slot=row.slots[0]["slot"]).first()
    feedback_record(
        need=row.rfq.need,
        supplier=row.supplier,
        kind=kind,
        run=row.rfq.package.run,
        offer=offer.offer if offer else None,
        reason=reason,
    )
