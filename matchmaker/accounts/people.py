"""What a national administrator may change about other people: roles, and whether an account is open. Never one's own.

Roles and memberships stay the organisations' own affair otherwise (services.py); every change is in the audit log.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matchmaker.accounts.audit import audit_write
from matchmaker.accounts.choices import AuditAction, CloseReason, OrganisationKind, Role, roles_in
from matchmaker.accounts.models import Membership, User
from matchmaker.accounts.services import member_role_change


class PersonRefused(Exception):
    """An expected refusal; ``message`` is for the person who asked."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message


ONESELF = _("본인의 역할이나 계정은 본인이 바꿀 수 없습니다. 다른 담당자에게 맡겨 주세요.")
STAFF = _("시스템을 돌보는 계정은 여기에서 바꿀 수 없습니다.")
NO_SUCH_ROLE = _("이 기관에 없는 역할입니다.")
OWNERS_ONLY = _("운영기관 사람의 역할은 대표 담당자만 바꿀 수 있습니다.")


def people_found(query: str = "", *, kind: str = "", closed: bool = False) -> QuerySet[User]:
    """Everybody by part of the name, address or organisation; ``closed``: only accounts that are closed."""
    rows = User.objects.prefetch_related("memberships__organisation").order_by("email")
    if query:
        rows = rows.filter(
            Q(email__icontains=query) | Q(name__icontains=query) | Q(organisations__name__icontains=query)
        ).distinct()
    if kind:
        rows = rows.filter(organisations__kind=kind).distinct()
    return rows.filter(is_active=False) if closed else rows


def _check(person: User, by: User) -> None:
    if person.pk == by.pk:
        raise PersonRefused(ONESELF)
    if person.is_staff or person.is_superuser:
        raise PersonRefused(STAFF)


def _rank(by: User) -> bool:
    """Whether this person owns an office of the whole country."""
    rows = Membership.objects.filter(user=by, role=Role.OWNER, organisation__kind=OrganisationKind.PROGRAMME)
    return rows.filter(organisation__scope="").exists()


@transaction.atomic
def person_role_set(*, membership: Membership, role: str, by: User) -> None:
    """Another role for somebody else. In an office only for an owner to give; raises PersonRefused, TeamRefused."""
    row = Membership.objects.select_related("user", "organisation").get(pk=membership.pk)
    _check(row.user, by)
    if role not in dict(roles_in(row.organisation.kind)):
        raise PersonRefused(NO_SUCH_ROLE)
    if row.organisation.kind == OrganisationKind.PROGRAMME and not _rank(by):
        raise PersonRefused(OWNERS_ONLY)
    if row.role != role:
        member_role_change(membership=row, role=role, by=by)


@transaction.atomic
def person_close(*, person: User, by: User, reason: str) -> bool:
    """Close an account: its sessions end with the next page, letters stop, rows stay. False if it was closed already.

    Raises PersonRefused.
    """
    _check(person, by)
    _same_rank(person, by)
    code = CloseReason(reason).value
    if not User.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
        return False
    audit_write(actor=by, action=AuditAction.SUSPENDED, target=person, detail={"reason": code})
    return True


@transaction.atomic
def person_open(*, person: User, by: User) -> bool:
    """Open a closed account again, with the roles it had. Raises PersonRefused."""
    _check(person, by)
    _same_rank(person, by)
    if not User.objects.filter(pk=person.pk, is_active=False).update(is_active=True):
        return False
    audit_write(actor=by, action=AuditAction.RESTORED, target=person)
    return True


def _same_rank(person: User, by: User) -> None:
    """People of offices are an owner's to close and open."""
    office = person.memberships.filter(organisation__kind=OrganisationKind.PROGRAMME).exists()
    if office and not _rank(by):
        raise PersonRefused(OWNERS_ONLY)
