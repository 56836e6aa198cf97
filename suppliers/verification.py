"""Verification: a supplier applies, an administrator who does not belong to it decides, and both are told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from matchmaker.accounts.audit import audit_write
from matchmaker.accounts.choices import AuditAction
from matchmaker.accounts.models import Membership, User
from matchmaker.accounts.selectors import offices
from matchmaker.lib.korea import business_number_valid
from matchmaker.lib.transitions import MoveRefused, advance
from matchmaker.notifications.services import message_send
from suppliers.approving import approval_keep
from suppliers.choices import Evidence, OfferStatus, ReturnReason, Verification
from suppliers.models import PastProject, Supplier


@dataclass(frozen=True)
class Missing:
    """Something that an application still needs, and the page where it is added."""

    words: str | Promise
    page: str


class ApplicationIncomplete(Exception):
    message = _("신청에 필요한 것이 빠져 있어 승인할 수 없습니다. 보완을 요청해 주세요.")

    def __init__(self, missing: list[Missing]) -> None:
        super().__init__(len(missing))
        self.missing = missing


class OwnFirm(Exception):
    """Nobody decides on a firm that they belong to."""

    message = _("본인이 속한 회사는 확인할 수 없습니다. 다른 담당자에게 맡겨 주세요.")


class ReasonNeeded(Exception):
    message = _("돌려보내는 이유를 골라 주세요.")


def application_missing(supplier: Supplier) -> list[Missing]:
    """What keeps the supplier from applying; empty when nothing does."""
    firm = supplier.organisation
    checks = [
        (business_number_valid(firm.business_number), _("맞는 사업자등록번호"), "suppliers:profile"),
        (supplier.region_id is not None, _("회사가 있는 지역"), "suppliers:profile"),
        (bool(supplier.kind), _("사업 형태"), "suppliers:profile"),
        (bool(supplier.phone or supplier.homepage), _("전화 또는 홈페이지"), "suppliers:profile"),
        (
            supplier.offers.filter(status=OfferStatus.PUBLISHED).exists(),
            _("게시한 제품·서비스 하나"),
            "suppliers:offers",
        ),
    ]
    return [Missing(words, page) for done, words, page in checks if not done]


@transaction.atomic
def supplier_apply(*, supplier: Supplier, actor: User) -> None:
    """Ask the programme to verify the firm. Raises ApplicationIncomplete, or MoveRefused if already asked."""
    if missing := application_missing(supplier):
        raise ApplicationIncomplete(missing)
    frm = Verification.RETURNED if supplier.status == Verification.RETURNED else Verification.DRAFT
    advance(supplier, frm=frm, to=Verification.APPLIED, actor=actor)
    event = supplier.events.first()
    for programme in offices(region=supplier.region_id):
        message_send(
            kind="verification_applied",
            organisation=programme,
            payload={"supplier": supplier.organisation.name},
            url=reverse("coverage:verification_case", args=[supplier.pk]),
            dedupe_key=f"verification:{event.pk}:{programme.pk}",
        )


def _msgid(reason: str) -> str:
    """The reason as the source has it, in Korean: messages are translated when somebody reads them."""
    with override("ko"):
        return str(ReturnReason(reason).label) if reason in ReturnReason.values else ""


def refuse_own(supplier: Supplier, actor: User) -> None:
    if Membership.objects.filter(user=actor, organisation=supplier.organisation_id).exists():
        raise OwnFirm


@transaction.atomic
def supplier_decide(
    *, supplier: Supplier, actor: User, frm: str, to: str, reason: str = "", looked: dict[str, Any] | None = None
) -> None:
    """Verify, return, or end a suspension before its time; suspending is standing.py's, since it needs an end.

    Raises OwnFirm, ReasonNeeded, ApplicationIncomplete when what is verified is no longer whole, or MoveRefused when
    somebody else was first.
    """
    refuse_own(supplier, actor)
    if to not in (Verification.VERIFIED, Verification.RETURNED):
        raise MoveRefused(f"{to} is no decision")
    if to != Verification.VERIFIED and reason not in ReturnReason.values:
        raise ReasonNeeded
    if to == Verification.VERIFIED and (missing := application_missing(supplier)):
        raise ApplicationIncomplete(missing)
    now = timezone.now()
    gone = dict.fromkeys(("verified_at", "reverify_at", "next_check_at")) if to == Verification.RETURNED else {}
    gone["suspended_until"] = None
    advance(supplier, frm=frm, to=to, actor=actor, reason=reason, changed_at=now, **gone)
    if to == Verification.VERIFIED:
        approval_keep(supplier=supplier, by=actor, looked=looked or {})
    audit_write(actor=actor, action=AuditAction.DECIDED, target=supplier, detail={"to": str(to), "reason": reason})
    event = supplier.events.first()
    message_send(
        kind="verification_decided",
        organisation=supplier.organisation,
        payload={"decision": str(to), "reason": _msgid(reason)},
        url=reverse("suppliers:dashboard"),
        dedupe_key=f"verification:{event.pk}",
    )


@transaction.atomic
def project_prove(*, project: PastProject, actor: User) -> None:
    """Record that an administrator saw the papers of a past project. Raises OwnFirm."""
    refuse_own(project.supplier, actor)
    proven = PastProject.objects.filter(pk=project.pk, evidence=Evidence.SELF).update(evidence=Evidence.DOCUMENT)
    if proven:
        Supplier.objects.filter(pk=project.supplier_id).update(changed_at=timezone.now())
