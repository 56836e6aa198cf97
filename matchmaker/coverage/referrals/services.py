"""Writes of referrals: asked by the firm or begun by an office, handed to somebody, closed; and their clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from demand.models import Need
from matchmaker.accounts.audit import audit_write
from matchmaker.accounts.choices import SEE_FIRMS, AuditAction, OrganisationKind
from matchmaker.accounts.models import Membership, Organisation, User
from matchmaker.accounts.selectors import offices
from matchmaker.coverage.referrals.choices import UNDER_WAY, ReferralReason, ReferralResult, ReferralStatus
from matchmaker.coverage.referrals.models import Referral
from matchmaker.lib.transitions import advance
from matchmaker.notifications.choices import MessageKind
from matchmaker.notifications.services import message_send
from matchmaker.sourcing.deadlines import office_closes

HAND_OVER_WITHIN, CONTACT_WITHIN, CLOSE_WITHIN = 2, 3, 15  # working days


class ReferralRefused(Exception):
    """An expected refusal; ``message`` is for the person who asked."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message


NOBODY = _("맡을 사람이나 센터를 골라 주세요.")
NO_CONTACT = _("센터에 맡기려면 연락처도 적어 주세요.")
NOT_ADVISER = _("이 요청을 볼 수 있는 운영기관 사람에게만 맡길 수 있습니다.")
NOT_UNDER_WAY = _("이미 끝난 상담입니다.")


def running(need: Need) -> Referral | None:
    return Referral.objects.filter(need=need, status__in=UNDER_WAY).first()


@transaction.atomic
def referral_ask(*, need: Need, actor: User, reason: str, words: str = "") -> Referral:
    """The firm would like somebody to help. While one is under way, asking again returns it."""
    if (known := running(need)) is not None:
        return known
    due = office_closes(timezone.now(), HAND_OVER_WITHIN)
    fields = {"reason": ReferralReason(reason).value, "words": words, "due_at": due, "next_check_at": due}
    try:
        with transaction.atomic():
            row = Referral.objects.create(need=need, **fields)
    except IntegrityError:  # somebody else asked in the same moment
        return Referral.objects.get(need=need, status__in=UNDER_WAY)
    row.events.create(frm="", to=row.status, actor=actor)
    _tell_offices(row, MessageKind.REFERRAL_ASKED, late=False)
    return row


def advisers_for(need: Need, office: Organisation) -> QuerySet[Membership]:
    """People of offices that look after the firm's region and may see firms; the own office's first."""
    there = [one.pk for one in offices(region=need.firm.region_id)] if need.firm.region_id else [office.pk]
    rows = Membership.objects.filter(organisation__in={*there, office.pk}, role__in=SEE_FIRMS, user__is_active=True)
    rows = rows.filter(organisation__kind=OrganisationKind.PROGRAMME).select_related("user", "organisation")
    return rows.order_by("organisation__name", "user__name", "pk")


@transaction.atomic
def referral_hand(
    *,
    need: Need,
    office: Organisation,
    actor: User,
    adviser: User | None = None,
    centre: str = "",
    contact: str = "",
    reason: str = "",
    note: str = "",
) -> Referral:
    """Hand the need to an adviser or a centre: a running referral moves on, else one begins. The firm is told.

    Raises ReferralRefused when neither is named, a centre has no contact, or the adviser may not see the firm.
    """
    if adviser is None and not centre:
        raise ReferralRefused(NOBODY)
    if adviser is None and not contact:
        raise ReferralRefused(NO_CONTACT)
    if adviser is not None and not advisers_for(need, office).filter(user=adviser).exists():
        raise ReferralRefused(NOT_ADVISER)
    row = running(need) or referral_ask(need=need, actor=actor, reason=reason or ReferralReason.UNMET)
    row = Referral.objects.select_for_update().select_related("need__firm__organisation").get(pk=row.pk)
    due = office_closes(timezone.now(), CONTACT_WITHIN)
    to: dict[str, Any] = {"office": office, "adviser": adviser, "note": note, "due_at": due, "next_check_at": due}
    to |= {"centre": "" if adviser else centre, "contact": "" if adviser else contact, "late": False}
    if row.status == ReferralStatus.ASKED:
        advance(row, frm=ReferralStatus.ASKED, to=ReferralStatus.REFERRED, actor=actor, **to)
    elif row.status == ReferralStatus.REFERRED:  # somebody else, before anybody made contact
        Referral.objects.filter(pk=row.pk).update(**to)
        row.refresh_from_db()
        row.events.create(frm=row.status, to=row.status, actor=actor, reason="handed_on")
    else:
        raise ReferralRefused(NOT_UNDER_WAY)
    audit_write(actor=actor, action=AuditAction.DECIDED, target=row, organisation=office, detail={"to": "referred"})
    turn = row.events.first().pk
    _tell_firm(row, str(turn))
    if adviser is not None:
        _tell_adviser(row, str(turn))
    return row


@transaction.atomic
def referral_move(*, referral: Referral, actor: User, to: str, result: str = "", note: str = "") -> Referral:
    """Contact was made, it is done (with a result), or taken back. Raises ReferralRefused, MoveRefused, ValueError."""
    row = Referral.objects.select_for_update().select_related("need__firm__organisation").get(pk=referral.pk)
    if row.status == to:
        return row
    if row.status not in UNDER_WAY:
        raise ReferralRefused(NOT_UNDER_WAY)
    fields: dict[str, Any] = {"next_check_at": None, "due_at": None}
    if to == ReferralStatus.CONTACTED:
        due = office_closes(timezone.now(), CLOSE_WITHIN)
        fields = {"next_check_at": due, "due_at": due, "late": False}
    if to == ReferralStatus.DONE:
        fields["result"] = ReferralResult(result).value
    if note:
        fields["note"] = note
    advance(row, frm=row.status, to=to, actor=actor, reason=result if to == ReferralStatus.DONE else "", **fields)
    _tell_firm(row, str(row.events.first().pk))
    return row


def referrals_due(now: datetime) -> QuerySet[Referral]:
    return Referral.objects.filter(next_check_at__lte=now).order_by("next_check_at", "pk")


@transaction.atomic
def referral_check(*, referral: Referral) -> bool:
    """The clock: whoever should have acted is reminded, the offices are told, the row says that it is late. Once."""
    row = Referral.objects.select_for_update().select_related("need__firm__organisation").get(pk=referral.pk)
    if row.next_check_at is None or row.next_check_at > timezone.now():
        return False
    Referral.objects.filter(pk=row.pk).update(next_check_at=None, late=row.status in UNDER_WAY)
    if row.status not in UNDER_WAY:
        return False
    _tell_offices(row, MessageKind.REFERRAL_ASKED, late=True)
    if row.adviser_id is not None:
        _tell_adviser(row, f"late:{row.due_at:%Y%m%d}", late=True)
    return True


def _payload(row: Referral) -> dict[str, Any]:
    return {"need": str(row.need), "firm": row.need.firm.organisation.name}


def _tell_offices(row: Referral, kind: str, *, late: bool) -> None:
    url = reverse("coverage:referral", args=[row.pk])
    for office in offices(region=row.need.firm.region_id):
        key = f"{kind}:{row.pk}:{row.status if late else ''}:{office.pk}"
        message_send(kind=kind, organisation=office, payload=_payload(row) | {"late": late}, url=url, dedupe_key=key)


def _tell_adviser(row: Referral, turn: str, *, late: bool = False) -> None:
    home = row.office or Organisation.objects.filter(memberships__user=row.adviser_id).first()
    seat = Membership.objects.filter(user=row.adviser_id, organisation__kind=OrganisationKind.PROGRAMME)
    seat = seat.select_related("organisation", "user").order_by("pk")
    own = seat.filter(organisation=home).first() or seat.first()
    if own is None:
        return
    message_send(
        kind=MessageKind.REFERRAL_YOURS,
        organisation=own.organisation,
        recipients=[own.user],
        payload=_payload(row) | {"late": late, "due_by": row.due_at.isoformat() if row.due_at else ""},
        url=reverse("coverage:referral", args=[row.pk]),
        dedupe_key=f"{MessageKind.REFERRAL_YOURS}:{row.pk}:{turn}",
    )


def _tell_firm(row: Referral, turn: str) -> None:
    who = str(row.adviser) if row.adviser else row.centre
    payload = {"need": str(row.need), "status": str(row.status), "who": who}
    if row.status == ReferralStatus.REFERRED and row.due_at:
        payload["due_by"] = row.due_at.isoformat()
    message_send(
        kind=MessageKind.REFERRAL_MOVED,
        organisation=row.need.firm.organisation,
        payload=payload,
        url=reverse("coverage:help", args=[row.need_id]),
        dedupe_key=f"{MessageKind.REFERRAL_MOVED}:{row.pk}:{turn}",
    )
