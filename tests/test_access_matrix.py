"""Who gets what from every address of the project: the table beside this file says it, and nothing may be missing."""

from __future__ import annotations

import pytest
from django.test import Client

from matchmaker.accounts.choices import OrganisationKind
from matchmaker.accounts.models import Organisation, User
from tests.cast import Browsers
from tests.hostile.world import address, addresses, viewers, world
from tests.matrix import PAGES, PEOPLE, asked, listed, rows, told
from tests.matrix import quick_refusals as quick_refusals

# Reached by a secret link that was sent to somebody: it names who sent it.
ADDRESSED = {"accounts:invitation"}
# What a person decides for themselves, whatever their role: their profile, their language, which firm they act for.
ONES_OWN = {"accounts:invitation", "accounts:member_remove", "accounts:organisation_new", "accounts:profile"}
ONES_OWN |= {"accounts:switch", "notifications:preferences", "notifications:read_all", "set_language"}
ONES_OWN |= {"notifications:phone", "notifications:revive"}
ONES_OWN |= {"accounts:session_end", "accounts:sessions", "accounts:sessions_end"}
WITHOUT_LOGIN = {"accounts:invitation", "healthz", "home", "matching:rules", "notifications:unsubscribe", "readyz"}
# "metrics" is for this machine alone, which is where the tests are; tests/lib/test_observing.py keeps others out.
WITHOUT_LOGIN |= {"metrics", "notifications:count", "set_language", "styleguide"}
WITHOUT_LOGIN |= {"apidocs:docs", "apidocs:schema", "exchange:archive_key"}


def named() -> dict[str, set[str]]:
    """Words that tell who somebody is: an analyst reads none of them, a foreign office none of a plant."""
    firms = Organisation.objects.exclude(kind=OrganisationKind.PROGRAMME)
    people = User.objects.exclude(memberships__organisation__kind=OrganisationKind.PROGRAMME)
    every = {*firms.values_list("name", flat=True), *people.values_list("email", flat=True)}
    plants = set(firms.filter(kind=OrganisationKind.DEMAND).values_list("name", flat=True))
    return {"analyst": every, "elsewhere": plants}


def ours() -> set[str]:
    """The log-in pages and the API have tables of their own (``tests/matrix.py``)."""
    return {name for name in addresses() if not name.startswith(("account_", "mfa_", "api-"))}


def test_every_address_has_its_two_rows() -> None:
    assert listed(PAGES) == {(name, method) for name in ours() for method in ("GET", "POST")}


def test_the_table_lets_nobody_in_who_has_no_business_there() -> None:
    for row in rows(PAGES):
        told_all = {row[who] for who in PEOPLE}
        assert told_all.isdisjoint({"403", "500"}), row
        if row["address"] not in WITHOUT_LOGIN:
            assert row["anonymous"] in ("login", "405"), row
        if row["method"] == "POST" and row["address"] not in WITHOUT_LOGIN | ONES_OWN:
            assert {row["sme_viewer"], row["supplier_viewer"]} <= {"404", "405"}, row
            assert row["stranger"] in ("404", "405"), row


@pytest.mark.usefixtures("quick_refusals")
def test_everybody_gets_what_the_table_says(
    sme: User, supplier: User, administrator: User, request: pytest.FixtureRequest, client_for: Browsers
) -> None:
    keys = world(sme, supplier, administrator)
    cast = viewers(sme, supplier)
    cast |= {name: request.getfixturevalue(name) for name in PEOPLE if name not in (*cast, "anonymous")}
    clients = {"anonymous": Client()} | {name: client_for(user) for name, user in cast.items()}
    wrong, secret = [], named()
    for row in rows(PAGES):
        path = address(row["address"], keys)
        for who in PEOPLE:
            answer = asked(clients[who], row["method"], path)
            got = told(answer)
            if got != row[who]:
                wrong.append(f"{who} {row['method']} {row['address']} ({path}): {got}, the table says {row[who]}")
            if who in secret and row["address"] not in ADDRESSED and not answer.streaming:
                page = answer.content.decode(errors="ignore")
                wrong += [f"{who} reads {word} on {path}" for word in secret[who] if word in page]
    assert not wrong, "\n".join(wrong)
