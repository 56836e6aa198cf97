"""The header knows who looks: each role has its own way, nobody sees another's."""

from __future__ import annotations

import pytest
from django.test import Client

from matchmaker.accounts.choices import OrganisationKind
from matchmaker.accounts.models import Membership, Organisation, User

WAYS = {
    "sme": ["/needs/", "/needs/new/", "/needs/diagnosis/", "/requests/"],
    "supplier": ["/supply/", "/supply/offers/", "/supply/projects/", "/invitations/"],
    "administrator": ["/programme/", "/programme/verification/", "/programme/firms/", "/programme/runs/"],
}


@pytest.mark.parametrize("role", WAYS)
def test_each_role_has_its_own_way_and_not_anothers(
    request: pytest.FixtureRequest, client_for: object, role: str
) -> None:
    page = client_for(request.getfixturevalue(role)).get("/styleguide/").content.decode()
    header = page[: page.index("</header>")]
    assert all(f'href="{way}"' in header for way in WAYS[role])
    others = [way for name, ways in WAYS.items() if name != role for way in ways]
    assert not any(f'href="{way}"' in header for way in others)


@pytest.mark.django_db
def test_a_visitor_is_offered_to_sign_in_and_up(client: Client) -> None:
    page = client.get("/styleguide/").content.decode()
    assert 'href="/accounts/login/"' in page
    assert 'href="/accounts/signup/"' in page
    assert "/accounts/logout/" not in page


def test_the_switch_appears_only_for_people_of_several_organisations(client_for: object, sme: User) -> None:
    assert "/organisation/switch/" not in client_for(sme).get("/styleguide/").content.decode()
    second = Organisation.objects.create(kind=OrganisationKind.SUPPLIER, name="둘째회사")
    Membership.objects.create(user=sme, organisation=second)
    page = client_for(sme).get("/styleguide/").content.decode()
    assert "/organisation/switch/" in page
    assert "둘째회사" in page


def test_simulated_firms_are_told_so_on_every_page(client_for: object, sme: User) -> None:
    line = "실제 기업이 아닙니다"
    assert line not in client_for(sme).get("/styleguide/").content.decode()
    Organisation.objects.filter(memberships__user=sme).update(simulated=True)
    assert line in client_for(sme).get("/styleguide/").content.decode()


def test_an_unread_message_is_counted_beside_the_bell(client_for: object, sme: User) -> None:
    organisation = Organisation.objects.get(memberships__user=sme)
    unread_message(sme, organisation)
    page = client_for(sme).get("/styleguide/").content.decode()
    assert '<span class="count">1' in page


def unread_message(user: User, organisation: Organisation) -> None:
    from matchmaker.notifications.models import Message

    Message.objects.create(recipient=user, organisation=organisation, kind="test", dedupe_key="look-1")


def test_a_page_below_a_section_marks_that_section(client_for: object, sme: User, supplier: object) -> None:
    """Also of two names of which one begins the other (``need`` and ``need_new``), one link is marked, not two."""
    from django.urls import reverse

    from tests.matching.scenes import ask

    need = ask(sme, "SOL-MES")
    client = client_for(sme)
    for address, section in (
        (reverse("demand:need", args=[need.pk]), "demand:needs"),
        (reverse("matching:need", args=[need.pk]), "demand:needs"),
        (reverse("demand:need_new"), "demand:need_new"),
    ):
        page = client.get(address).content.decode()
        header = page[: page.index("</header>")]
        assert header.count("aria-current") == 1
        assert f'href="{reverse(section)}" aria-current' in header
