"""An invitation gives what its sender may still give, to whom it was sent, and never more than it says."""

from __future__ import annotations

import pytest
from django.urls import reverse

from matchmaker.accounts import services
from matchmaker.accounts.choices import Role
from matchmaker.accounts.models import Invitation, Membership, User
from tests import factories
from tests.cast import Browsers

pytestmark = pytest.mark.django_db


def invited(sender: User, email: str, role: str = Role.OWNER) -> Invitation:
    home = sender.memberships.get().organisation
    return services.invitation_create(organisation=home, email=email, role=role, invited_by=sender)


def test_a_member_cannot_use_an_invitation_to_rise(sme: User, client_for: Browsers) -> None:
    home = sme.memberships.get().organisation
    row = invited(sme, "low@example.com")
    low = factories.member_of(home, "low@example.com", Role.VIEWER)
    client_for(low).post(reverse("accounts:invitation", args=[row.token]))
    assert Membership.objects.get(user=low).role == Role.VIEWER


@pytest.mark.parametrize("how", ["removed", "demoted"])
def test_links_of_somebody_who_may_no_longer_invite_are_void(sme: User, stranger: User, how: str) -> None:
    home = sme.memberships.get().organisation
    second = factories.member_of(home, "second@example.com", Role.OWNER)
    row, kept = invited(second, stranger.email), invited(sme, "kept@example.com")
    membership = Membership.objects.get(user=second)
    if how == "removed":
        services.member_remove(membership=membership, by=sme)
    else:
        services.member_role_change(membership=membership, role=Role.MEMBER, by=sme)
    with pytest.raises(services.TeamRefused):
        services.invitation_accept(invitation=row, user=stranger)
    assert list(Invitation.objects.values_list("pk", flat=True)) == [kept.pk]


def test_it_gives_the_role_it_says_in_that_organisation_only(sme: User, other_sme: User, stranger: User) -> None:
    services.invitation_accept(invitation=invited(sme, stranger.email, Role.VIEWER), user=stranger)
    assert [(row.organisation_id, row.role) for row in stranger.memberships.all()] == [
        (sme.memberships.get().organisation_id, Role.VIEWER)
    ]


def test_an_address_that_only_looks_the_same_does_not_fit(sme: User) -> None:
    row = invited(sme, "kim@example.com")
    for near in ("kim@example.com.example", "ki\u0307m@example.com", "кim@example.com", "kim+x@example.com"):
        with pytest.raises(services.TeamRefused):
            services.invitation_accept(invitation=row, user=User(email=near))


def test_links_cannot_be_guessed(sme: User) -> None:
    assert len(invited(sme, "a@example.com").token) >= 43  # 256 random bits
