"""Offices of one region and analysts: who may be told what, and how they come to be."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import get_resolver, reverse

from matchmaker.accounts.choices import Role
from matchmaker.accounts.models import Invitation, Membership, Organisation, User
from matchmaker.notifications.models import Message
from matchmaker.notifications.services import message_send
from matchmaker.sourcing.letters import tell_offices
from suppliers.models import Supplier
from suppliers.verification import supplier_apply
from tests import factories
from tests.cast import Browsers

pytestmark = pytest.mark.django_db
INBOX = "/inbox/"
# Pages for people who see figures alone; what is added here must name no firm, no person and no single case.
FIGURES = {
    "accounts:team", "coverage:board", "coverage:exposure", "coverage:exposure_csv", "coverage:gap", "coverage:gaps",
    "coverage:gaps_table", "coverage:ranker", "coverage:ranker_progress", "coverage:rankers", "notifications:inbox",
}  # fmt: skip


# Each person's own, whatever the role; lists that name firms are not among an analyst's (coverage/reports/tables.py).
FIGURES |= {f"coverage:view_{verb}" for verb in ("delete", "make", "save", "schedule", "stop")}
FIGURES |= {"coverage:report", "coverage:saved_views"}
# Squares and amounts that fewer than five firms stand behind are folded (coverage/few.py).
FIGURES |= {"coverage:alerts", "coverage:programme", "coverage:programmes", "coverage:programme_table"}


def views(resolver: Any, space: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for entry in resolver.url_patterns:
        if hasattr(entry, "url_patterns"):
            found |= (
                {} if entry.namespace == "admin" else views(entry, f"{entry.namespace}:" if entry.namespace else "")
            )
        else:
            found[f"{space}{entry.name}"] = entry.callback
    return found


def test_no_page_is_open_to_analysts_by_accident() -> None:
    rules = {name: getattr(view, "access", None) for name, view in views(get_resolver()).items()}
    about_offices = {name for name, rule in rules.items() if rule and Role.ANALYST in rule["roles"]}
    open_to_all = {"accounts:organisation_new", "accounts:profile", "accounts:switch", "accounts:member_remove"}
    open_to_all |= {"notifications:message", "notifications:read_all", "notifications:preferences"}
    open_to_all |= {"notifications:phone", "notifications:revive"}
    open_to_all |= {"accounts:session_end", "accounts:sessions", "accounts:sessions_end"}
    open_to_all |= {"jobs:job", "jobs:job_box", "jobs:job_cancel"}  # what they asked for themselves
    assert about_offices - open_to_all == FIGURES


def test_an_office_is_told_of_its_own_firms_alone(
    sme: User, administrator: User, regional: User, elsewhere: User, analyst: User
) -> None:
    tell_offices(factories.need(sme), "no_quote", url="/", key="1", side="office")
    assert set(Message.objects.values_list("recipient__email", flat=True)) == {
        "admin@example.com",
        "regional@example.com",
    }


def test_an_application_goes_to_the_office_of_the_region(supplier: User, regional: User, elsewhere: User) -> None:
    firm = Supplier.objects.get()
    Supplier.objects.update(status="draft", phone="055-111-2222", address="경남 창원시")
    Organisation.objects.filter(pk=firm.organisation_id).update(business_number="1248100998")
    factories.offer(firm, "SOL-MES")
    supplier_apply(supplier=Supplier.objects.get(), actor=supplier)
    assert list(Message.objects.values_list("recipient__email", flat=True)) == ["regional@example.com"]


def test_an_analyst_hears_only_what_names_nobody(administrator: User, analyst: User, client_for: Browsers) -> None:
    office = analyst.memberships.get().organisation
    told = {"organisation": office, "url": "/programme/rankers/"}
    message_send(kind="ranker_rolled_back", payload={"version": "r2"}, dedupe_key="a", **told)
    message_send(kind="verification_applied", payload={"supplier": "가온시스템"}, dedupe_key="b", **told)
    assert list(Message.objects.filter(recipient=analyst).values_list("kind", flat=True)) == ["ranker_rolled_back"]
    Membership.objects.filter(user=administrator).update(role=Role.ANALYST)
    page = client_for(administrator).get(INBOX).content.decode()
    assert "가온시스템" not in page
    assert '<span class="count">1' in page
    letter = Message.objects.get(recipient=administrator, kind="verification_applied")
    assert client_for(administrator).get(reverse("notifications:message", args=[letter.pk])).status_code == 404


def test_only_offices_have_analysts(sme: User, administrator: User, client_for: Browsers) -> None:
    asked = {"email": "new@example.com", "role": "analyst"}
    assert client_for(sme).post("/organisation/team/invite/", asked).status_code == 422
    assert not Invitation.objects.exists()
    assert client_for(administrator).post("/organisation/team/invite/", asked).status_code == 302
    assert Invitation.objects.get().role == Role.ANALYST


def test_the_command_opens_offices_of_regions_and_gives_roles(stranger: User, reference: None) -> None:
    out = StringIO()
    call_command("create_programme", "경남센터", stranger.email, "--region", "48", stdout=out)
    call_command("create_programme", "경남센터", "eye@example.com", "--role", "analyst", stdout=out)
    office = stranger.memberships.get().organisation
    assert (office.regions, office.covers("48"), office.covers("11"), office.covers(None)) == (
        {"48"},
        True,
        False,
        False,
    )
    assert Invitation.objects.get(organisation=office).role == Role.ANALYST
    for bad in (["--region", "99"], ["--region", "11"]):
        with pytest.raises(CommandError):
            call_command("create_programme", "경남센터", "b@example.com", *bad, stdout=out)
    assert Invitation.objects.count() == 1
