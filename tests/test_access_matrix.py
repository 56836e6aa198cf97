"""Who gets what from every address of the project: the table beside this file says it, and nothing may be missing."""

from __future__ import annotations

import csv
from pathlib import Path

from django.db import transaction
from django.test import Client

from matchmaker.accounts.models import User
from tests.cast import Browsers
from tests.hostile.world import address, addresses, viewers, world

TABLE = Path(__file__).with_name("access_matrix.csv")
PEOPLE = (
    "anonymous", "stranger", "sme", "sme_viewer", "other_sme", "supplier", "supplier_viewer", "rival", "administrator",
)  # fmt: skip
# What a person decides for themselves, whatever their role: their profile, their language, which firm they act for.
ONES_OWN = {"accounts:invitation", "accounts:member_remove", "accounts:organisation_new", "accounts:profile"}
ONES_OWN |= {"accounts:switch", "notifications:preferences", "notifications:read_all", "set_language"}
ONES_OWN |= {"accounts:session_end", "accounts:sessions", "accounts:sessions_end"}
WITHOUT_LOGIN = {"accounts:invitation", "healthz", "home", "matching:rules", "notifications:unsubscribe", "readyz"}
WITHOUT_LOGIN |= {"set_language", "styleguide"}


def told(client: Client, method: str, path: str) -> str:
    """The status, or "login" or "join" where the answer leads to those pages; what a request wrote is undone."""
    with transaction.atomic():
        answer = client.get(path) if method == "GET" else client.post(path, {})
        transaction.set_rollback(True)
    to = answer.url if answer.status_code == 302 else ""
    if to.startswith("/organisation/join/?next="):
        return "join"
    return "login" if to.startswith("/accounts/login/") else str(answer.status_code)


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def ours() -> set[str]:
    """The log-in pages are allauth's and tested by their makers; the API has its own table."""
    return {name for name in addresses() if not name.startswith(("account_", "mfa_", "api-"))}


def test_every_address_has_its_two_rows() -> None:
    listed = [(row["address"], row["method"]) for row in rows()]
    assert len(listed) == len(set(listed))
    assert set(listed) == {(name, method) for name in ours() for method in ("GET", "POST")}


def test_the_table_lets_nobody_in_who_has_no_business_there() -> None:
    for row in rows():
        told_all = {row[who] for who in PEOPLE}
        assert told_all.isdisjoint({"403", "500"}), row
        if row["address"] not in WITHOUT_LOGIN:
            assert row["anonymous"] in ("login", "405"), row
        if row["method"] == "POST" and row["address"] not in WITHOUT_LOGIN | ONES_OWN:
            assert {row["sme_viewer"], row["supplier_viewer"]} <= {"404", "405"}, row
            assert row["stranger"] in ("404", "405"), row


def test_everybody_gets_what_the_table_says(
    sme: User, other_sme: User, supplier: User, rival: User, administrator: User, stranger: User, client_for: Browsers
) -> None:
    keys = world(sme, supplier, administrator)
    cast = {"stranger": stranger, "sme": sme, "other_sme": other_sme, "supplier": supplier, "rival": rival}
    cast |= viewers(sme, supplier) | {"administrator": administrator}
    clients = {"anonymous": Client()} | {name: client_for(user) for name, user in cast.items()}
    wrong = []
    for row in rows():
        path = address(row["address"], keys)
        for who in PEOPLE:
            got = told(clients[who], row["method"], path)
            if got != row[who]:
                wrong.append(f"{who} {row['method']} {row['address']} ({path}): {got}, the table says {row[who]}")
    assert not wrong, "\n".join(wrong)
