"""Erasing an organisation where the law allows: first a list of what goes and what stays, then two weeks to think.

Each app that holds rows of a firm says so itself, in its ``erasing.py``: ``plan`` lists, ``erase`` does. What the books
of both sides need stays with its reason and the day it ends; what is under way keeps the whole from happening.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_noop

from matchmaker.accounts.audit import audit_write
from matchmaker.accounts.choices import AuditAction
from matchmaker.accounts.models import Invitation, Membership, Organisation, User
from matchmaker.exchange.choices import ErasureStatus
from matchmaker.exchange.models import Archive, Erasure, Import, PublicNaming
from matchmaker.jobs.models import Job
from matchmaker.lib.transitions import MoveRefused, advance
from matchmaker.notifications.models import Message, Webhook

GOES, STAYS, BLOCKS = "goes", "stays", "blocks"
WAIT = timedelta(days=14)
AGAIN = timedelta(days=1)
ERASED_NAME = "지운 회사"
APPS = ("suppliers.erasing", "demand.erasing", "matchmaker.sourcing.erasing")


@dataclass(frozen=True)
class Item:
    """``what`` and ``reason`` are msgids; ``until`` is the day on which what stays may go as well."""

    fate: str
    what: str
    count: int
    reason: str = ""
    until: date | None = None


class ErasureBlocked(MoveRefused):
    """Something is still under way."""


def plan_of(organisation: Organisation) -> list[Item]:
    """All that would go, stay, or keeps it from happening, as things stand now."""
    items = list(_own_items(organisation))
    for app in APPS:
        items += import_string(f"{app}.plan")(organisation)
    return [item for item in items if item.count]


def _own_items(organisation: Organisation) -> Iterable[Item]:
    only, also = _people(organisation)
    yield Item(GOES, gettext_noop("담당자의 이름과 이메일"), len(only))
    yield Item(GOES, gettext_noop("다른 회사에도 속한 담당자의 이 회사 자리"), len(also))
    yield Item(GOES, gettext_noop("알림과 편지"), Message.objects.filter(organisation=organisation).count())
    yield Item(GOES, gettext_noop("올린 표와 맡긴 일"), Import.objects.filter(organisation=organisation).count())


def _people(organisation: Organisation) -> tuple[list[User], list[User]]:
    """Members of nothing else, and those who are."""
    members = User.objects.filter(memberships__organisation=organisation)
    also = members.filter(memberships__in=Membership.objects.exclude(organisation=organisation)).distinct()
    return list(members.exclude(pk__in=also)), list(also)


@transaction.atomic
def erasure_want(*, organisation: Organisation, by: User) -> Erasure:
    """Start the two weeks. Raises ErasureBlocked while something is under way; asking twice is asking once."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if (waiting := erasure_waiting(organisation)) is not None:
        return waiting
    if any(item.fate == BLOCKS for item in plan_of(organisation)):
        raise ErasureBlocked
    audit_write(actor=by, action=AuditAction.ERASED, target=organisation, detail={"step": "asked"})
    due = timezone.now() + WAIT
    return Erasure.objects.create(organisation=organisation, requested_by=by, next_check_at=due)


def erasure_waiting(organisation: Organisation) -> Erasure | None:
    return Erasure.objects.filter(organisation=organisation, status=ErasureStatus.WAITING).first()


def erasure_withdraw(*, erasure: Erasure, actor: User) -> None:
    """Raises MoveRefused when it is done already."""
    advance(erasure, frm=ErasureStatus.WAITING, to=ErasureStatus.WITHDRAWN, actor=actor, next_check_at=None)


def erasures_due() -> list[int]:
    waiting = Erasure.objects.filter(status=ErasureStatus.WAITING, next_check_at__lte=timezone.now())
    return list(waiting.order_by("next_check_at").values_list("pk", flat=True)[:20])


@transaction.atomic
def erasure_do(pk: int) -> bool:
    """Erase what goes, in one transaction. What has begun meanwhile puts it off by a day; False then."""
    erasure = Erasure.objects.select_for_update().select_related("organisation").get(pk=pk)
    organisation = erasure.organisation
    items = plan_of(organisation)
    if any(item.fate == BLOCKS for item in items):
        Erasure.objects.filter(pk=pk, status=ErasureStatus.WAITING).update(next_check_at=timezone.now() + AGAIN)
        return False
    report = [asdict(item) | {"until": f"{item.until}" if item.until else None} for item in items]
    done = {"next_check_at": None, "done_at": timezone.now(), "report": {"items": report}}
    advance(erasure, frm=ErasureStatus.WAITING, to=ErasureStatus.DONE, **done)
    audit_write(actor=None, action=AuditAction.ERASED, target=organisation, detail={"step": "done"})
    for app in APPS:
        import_string(f"{app}.erase")(organisation)
    _erase_own(organisation, keeps_name=any(item.fate == STAYS for item in items))
    return True


def _erase_own(organisation: Organisation, *, keeps_name: bool) -> None:
    only, _also = _people(organisation)
    for user in only:
        EmailAddress.objects.filter(user=user).delete()
        Authenticator.objects.filter(user=user).delete()
        nobody: dict[str, Any] = {"email": f"erased-{user.pk}@erased.invalid", "name": "", "is_active": False}
        User.objects.filter(pk=user.pk).update(**nobody, password=make_password(None))
    for archive in Archive.objects.filter(organisation=organisation):
        transaction.on_commit(lambda file=archive.file: file.delete(save=False))
    for model in (Membership, Invitation, Message, Webhook, Import, Job, Archive, PublicNaming):
        model.objects.filter(organisation=organisation).delete()
    if not keeps_name:
        name_erase(organisation)


def name_erase(organisation: Organisation) -> None:
    Organisation.objects.filter(pk=organisation.pk).update(name=f"{ERASED_NAME} {organisation.pk}", business_number="")
