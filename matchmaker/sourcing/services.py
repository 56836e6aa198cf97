"""Asking the members of a package: the request, its answers, its end. Every write first locks the request's row."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

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
from matchmaker.sourcing import telling
from matchmaker.sourcing.choices import (
    LIVE,
    WAITING,
    DeclineReason,
    InvitationStatus,
    RfqStatus,
    WithdrawReason,
)
from matchmaker.sourcing.deadlines import halfway
from matchmaker.sourcing.errors import (
    AlreadyAnswered,
    MemberUnavailable,
    NeedClosed,
    NobodyToAsk,
    NoLongerOpen,
    PackageOutdated,
    TooManyOpen,
)
from matchmaker.sourcing.inviting import MOST_OPEN_INVITATIONS, invite, locked, lose, record, settle, slot_of
from matchmaker.sourcing.models import Rfq, RfqInvitation
from matchmaker.sourcing.rounds import round_for
from matchmaker.sourcing.selectors import stands
from suppliers.choices import Verification
from suppliers.models import Supplier


@transaction.atomic
def rfq_request(*, package: Package, actor: User, note: str = "", **terms: Any) -> Rfq:
    """Ask every member of the package for its own slots; the second press returns the first request.

    ``terms``: of the round, where this is its first request (``quote_days``, ``sealed``, ``programme``). Raises a
    SourcingError when the need is closed or has changed since, when nobody can be asked, or when too many answers are
    open already. Queues at the need's row, so that two presses at once make one request.
    """
    need = Need.objects.select_for_update().get(pk=package.run.need_id)
    if (live := live_request(package)) is not None:
        return live
    members = _members(package)
    _check(need, package, members)
    if need.status == NeedStatus.CHECKED:
        need_open(need=need, actor=actor)
    round_ = round_for(need, **terms)
    rfq = Rfq.objects.create(need=need, round=round_, package=package, note=note, created_by=actor)
    rfq.events.create(frm="", to=rfq.status, actor=actor)
    for supplier_id, items in members.items():
        slots = [slot_of(item) for item in items]
        invite(rfq, supplier_id=supplier_id, slots=slots, actor=actor, lead=supplier_id == package.lead_id)
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


@transaction.atomic
def invitation_see(*, invitation: RfqInvitation, actor: User) -> RfqInvitation:
    """The supplier opened it; only the first time counts."""
    row = locked(invitation)
    if row.status == InvitationStatus.SENT:
        advance(row, frm=InvitationStatus.SENT, to=InvitationStatus.SEEN, actor=actor)
    return row


@transaction.atomic
def invitation_accept(*, invitation: RfqInvitation, actor: User) -> RfqInvitation:
    """Yes. Saying it again does nothing; raises AlreadyAnswered after a no, NoLongerOpen after the end."""
    row = locked(invitation)
    if row.status == InvitationStatus.ACCEPTED:
        return row
    _may_answer(row)
    fields = {"answered_at": timezone.now(), "next_check_at": None}
    advance(row, frm=row.status, to=InvitationStatus.ACCEPTED, actor=actor, **fields)
    record(row, FeedbackKind.ACCEPTED)
    settle(row.rfq, actor=actor)
    telling.answered(row)
    return row


@transaction.atomic
def invitation_decline(*, invitation: RfqInvitation, actor: User, reason: str, note: str = "") -> RfqInvitation:
    """No, with a coded reason; errors as for accepting. Its slots open for the next best."""
    row = locked(invitation)
    if row.status == InvitationStatus.DECLINED:
        return row
    _may_answer(row)
    code, now = DeclineReason(reason).value, timezone.now()
    fields = {"actor": actor, "reason": code, "answered_at": now, "note": note}
    lose(row, to=InvitationStatus.DECLINED, kind=FeedbackKind.DECLINED, **fields)
    telling.answered(row)
    return row


def _may_answer(row: RfqInvitation) -> None:
    if row.status in (InvitationStatus.ACCEPTED, InvitationStatus.DECLINED):
        raise AlreadyAnswered
    if not row.waits or row.respond_by <= timezone.now() or row.rfq.need.status == NeedStatus.CLOSED:
        raise NoLongerOpen


@transaction.atomic
def invitation_withdraw(*, invitation: RfqInvitation, actor: User | None, reason: str) -> RfqInvitation:
    """A member that had said yes steps out (a WithdrawReason): its slots open. Twice does nothing.

    Raises NoLongerOpen where there is no yes to take back. Whether it may still leave is the caller's to say.
    """
    row = locked(invitation)
    if row.status == InvitationStatus.WITHDRAWN:
        return row
    if row.status != InvitationStatus.ACCEPTED:
        raise NoLongerOpen
    code = WithdrawReason(reason).value
    lose(row, to=InvitationStatus.WITHDRAWN, kind=FeedbackKind.WITHDRAWN, actor=actor, reason=code)
    telling.withdrawn(row)
    return row


@transaction.atomic
def invitation_suspend(*, invitation: RfqInvitation) -> bool:
    """A supplier lost its standing: its live invitation ends, unless an award on it stands. Twice is once."""
    row = locked(invitation)
    if row.status not in LIVE or row.supplier.status != Verification.SUSPENDED or stands(row):
        return False
    to = InvitationStatus.VOID if row.waits else InvitationStatus.WITHDRAWN
    lose(row, to=to, kind=FeedbackKind.WITHDRAWN, reason=WithdrawReason.SUSPENDED.value)
    telling.suspended(row)
    return True


@transaction.atomic
def invitation_check(*, invitation: RfqInvitation) -> str:
    """What the clock asks of one invitation: "reminded" once at half time, "expired" at the end, else "".

    Safe to call at any time and any number of times.
    """
    row = locked(invitation)
    now = timezone.now()
    if not row.waits:
        RfqInvitation.objects.filter(pk=row.pk).update(next_check_at=None)
        return ""
    if row.respond_by <= now:
        lose(row, to=InvitationStatus.EXPIRED, kind=FeedbackKind.SILENT)
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
    advance(rfq, frm=rfq.status, to=RfqStatus.CANCELLED, actor=actor, reason=reason, next_check_at=None)
    for row in rfq.invitations.filter(status__in=LIVE).select_related("supplier"):
        if row.waits:
            advance(row, frm=row.status, to=InvitationStatus.VOID, actor=actor, reason=reason, next_check_at=None)
        telling.cancelled(row, reason)
    return rfq
