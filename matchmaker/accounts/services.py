"""Organisations, their people and invitations. Only owners change a team; the views ask access.py first."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matchmaker.accounts.audit import audit_write
from matchmaker.accounts.choices import AuditAction, OrganisationKind, Role
from matchmaker.accounts.models import Invitation, Membership, Organisation, User

INVITATION_LIFE = timedelta(days=7)
MOST_OPEN_INVITATIONS = 20


class TeamRefused(Exception):
    """An expected refusal; ``message`` is for the person who asked."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


NUMBER_TAKEN = _(
    "이미 등록된 사업자등록번호입니다. 회사의 담당자에게 초대를 부탁하거나, 번호가 맞는지 다시 확인해 주세요."
)
LAST_OWNER = _("대표 담당자는 한 명 이상 있어야 합니다. 먼저 다른 사람을 대표 담당자로 정해 주세요.")
ALREADY_MEMBER = _("이미 함께하고 있는 사람입니다.")
TOO_MANY = _("아직 수락하지 않은 초대가 너무 많습니다. 쓰지 않는 초대를 먼저 취소해 주세요.")
NOT_OPEN = _("이 초대는 더 이상 쓸 수 없습니다. 초대한 분께 다시 부탁해 주세요.")
OTHER_SCOPE = _("같은 이름의 운영기관이 이미 다른 지역을 맡고 있습니다.")
OTHER_ADDRESS = _("다른 이메일 주소로 온 초대입니다.")


@transaction.atomic
def organisation_create(*, user: User, kind: str, name: str, business_number: str) -> Organisation:
    """A new firm with ``user`` as its owner. Asking again for one's own firm returns it.

    Raises TeamRefused when somebody else registered the number for the same side.
    """
    if kind not in (OrganisationKind.DEMAND, OrganisationKind.SUPPLIER):
        raise ValueError(f"{kind} is not open to self-service")
    own = Organisation.objects.filter(kind=kind, business_number=business_number, memberships__user=user).first()
    if own is not None:
        return own
    try:
        with transaction.atomic():
            firm = Organisation.objects.create(kind=kind, name=name, business_number=business_number)
    except IntegrityError as taken:
        raise TeamRefused(NUMBER_TAKEN) from taken
    row = Membership.objects.create(user=user, organisation=firm, role=Role.OWNER)
    _note(AuditAction.JOINED, row, by=user, role=row.role)
    return firm


@transaction.atomic
def programme_create(
    *, name: str, email: str, regions: Collection[str] = (), role: str = Role.OWNER
) -> tuple[Organisation, Membership | Invitation]:
    """A programme office with this address in it: a member at once if known here, else invited.

    ``regions``: codes of those that a new office is for, none for the whole country. An office that exists keeps its
    own; raises TeamRefused where other ones are asked for.
    """
    scope = ";".join(sorted(regions))
    office, _made = Organisation.objects.get_or_create(
        kind=OrganisationKind.PROGRAMME, name=name, defaults={"scope": scope}
    )
    if scope and scope != office.scope:
        raise TeamRefused(OTHER_SCOPE)
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        return office, invitation_create(organisation=office, email=email, role=role, invited_by=None)
    membership, made = Membership.objects.get_or_create(user=user, organisation=office, defaults={"role": role})
    if made:
        _note(AuditAction.JOINED, membership, by=None, role=membership.role)
    return office, membership


@transaction.atomic
def member_role_change(*, membership: Membership, role: str, by: User | None = None) -> None:
    """Give a member another role. Raises TeamRefused for the last owner."""
    _keep_an_owner(membership, leaves=role != Role.OWNER)
    before = Membership.objects.values_list("role", flat=True).get(pk=membership.pk)
    Membership.objects.filter(pk=membership.pk).update(role=role)
    _note(AuditAction.ROLE_CHANGED, membership, by=by, before=before, role=role)
    if role != Role.OWNER:
        _drop_invitations_of(membership)


@transaction.atomic
def member_remove(*, membership: Membership, by: User | None = None) -> None:
    """Take a person out of an organisation. Raises TeamRefused for the last owner."""
    _keep_an_owner(membership, leaves=True)
    Membership.objects.filter(pk=membership.pk).delete()
    _note(AuditAction.REMOVED, membership, by=by, role=membership.role)
    _drop_invitations_of(membership)


def _drop_invitations_of(membership: Membership) -> None:
    """Who may no longer invite has not invited: links already sent must not outlive the right to send them."""
    sent = Invitation.objects.filter(organisation=membership.organisation_id, invited_by=membership.user_id)
    sent.filter(accepted_at__isnull=True).delete()


def _note(action: str, row: Membership | Invitation, *, by: User | None, **detail: object) -> None:
    """A line of the audit log about a right in an organisation; of a membership it says whose."""
    person = {"person": row.user_id} if isinstance(row, Membership) else {}
    audit_write(actor=by, action=action, target=row, organisation=row.organisation, detail={**person, **detail})


def _keep_an_owner(membership: Membership, *, leaves: bool) -> None:
    """Two owners who demote each other at once queue up at the organisation's row."""
    Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    owners = Membership.objects.filter(organisation_id=membership.organisation_id, role=Role.OWNER)
    if leaves and set(owners.values_list("pk", flat=True)) == {membership.pk}:
        raise TeamRefused(LAST_OWNER)


@transaction.atomic
def invitation_create(*, organisation: Organisation, email: str, role: str, invited_by: User | None) -> Invitation:
    """Ask an address to join; the notifications sweep mails the link.

    While an invitation to this address is open, asking again only changes its role. Raises TeamRefused for members and
    when too many are open.
    """
    email = email.strip().lower()
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if Membership.objects.filter(organisation=organisation, user__email__iexact=email).exists():
        raise TeamRefused(ALREADY_MEMBER)
    waiting = Invitation.objects.filter(organisation=organisation, accepted_at__isnull=True)
    waiting.filter(expires_at__lte=timezone.now()).delete()
    if known := waiting.filter(email=email).first():
        waiting.filter(pk=known.pk).update(role=role)
        _note(AuditAction.INVITED, known, by=invited_by, before=known.role, role=role)
        known.role = role
        return known
    if waiting.count() >= MOST_OPEN_INVITATIONS:
        raise TeamRefused(TOO_MANY)
    row = Invitation.objects.create(
        organisation=organisation,
        email=email,
        role=role,
        invited_by=invited_by,
        expires_at=timezone.now() + INVITATION_LIFE,
    )
    _note(AuditAction.INVITED, row, by=invited_by, role=role)
    return row


@transaction.atomic
def invitation_accept(*, invitation: Invitation, user: User) -> Membership:
    """Join by an invitation: once, in time, by the person it was sent to. Raises TeamRefused otherwise."""
    if user.email.lower() != invitation.email.lower():
        raise TeamRefused(OTHER_ADDRESS)
    now = timezone.now()
    still_open = Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True, expires_at__gt=now)
    if not still_open.update(accepted_at=now):
        raise TeamRefused(NOT_OPEN)
    invitation.refresh_from_db()
    membership, made = Membership.objects.get_or_create(
        user=user, organisation=invitation.organisation, defaults={"role": invitation.role}
    )
    if made:
        _note(AuditAction.JOINED, membership, by=user, role=membership.role, invitation=invitation.pk)
    return membership


@transaction.atomic
def invitation_cancel(*, invitation: Invitation, by: User | None = None) -> None:
    """Take an open invitation back; its link then leads nowhere."""
    _note(AuditAction.DELETED, invitation, by=by)
    Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True).delete()


def user_language_set(*, user: User, language: str) -> None:
    User.objects.filter(pk=user.pk).update(language=language)
    user.language = language
