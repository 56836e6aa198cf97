"""Who belongs to an organisation, and who is asked to."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from matchmaker.accounts.choices import OrganisationKind
from matchmaker.accounts.models import Invitation, Membership, Organisation, User


def team(*, organisation: Organisation) -> QuerySet[Membership]:
    return Membership.objects.filter(organisation=organisation).select_related("user").order_by("joined_at", "pk")


def offices(*, region: str | None) -> list[Organisation]:
    """Programme offices that look after a firm in ``region``: those of the whole country and those of the region."""
    every = Organisation.objects.filter(kind=OrganisationKind.PROGRAMME).order_by("pk")
    return [office for office in every if office.covers(region)]


def national_offices() -> list[Organisation]:
    """Programme offices that what concerns the whole market is told to."""
    every = Organisation.objects.filter(kind=OrganisationKind.PROGRAMME).order_by("pk")
    return [office for office in every if office.nationwide]


def open_invitations(*, organisation: Organisation) -> QuerySet[Invitation]:
    now = timezone.now()
    rows = Invitation.objects.filter(organisation=organisation, accepted_at__isnull=True, expires_at__gt=now)
    return rows.order_by("-created_at", "-pk")


def invitation_state(invitation: Invitation, user: User | None) -> str:
    """What the bearer of the link can do: "open", "joined", "over", "other" (another address) or "anonymous"."""
    if user is not None and Membership.objects.filter(organisation=invitation.organisation, user=user).exists():
        return "joined"
    if invitation.accepted_at is not None or invitation.expires_at <= timezone.now():
        return "over"
    if user is None:
        return "anonymous"
    return "open" if user.email.lower() == invitation.email.lower() else "other"
