"""Who gets what at the doors: log-in, keys, second factors, and Django's own administration."""

from __future__ import annotations

import os

import pytest
from django.contrib import admin
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, reverse

from matchmaker.accounts.models import User
from tests.cast import Browsers
from tests.hostile.world import addresses, viewers
from tests.matrix import DOORS, PEOPLE, asked, listed, record, rows, told
from tests.matrix import quick_refusals as quick_refusals

pytestmark = pytest.mark.django_db
KEYS = {
    "account_confirm_email": {"key": "nobody-has-this"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "nobody-has-this"},
    "mfa_edit_webauthn": {"pk": 1},
    "mfa_remove_webauthn": {"pk": 1},
}
# Open without a log-in: this is how one gets in, back in, or leaves.
WAYS_IN = {"account_login", "account_signup", "account_reset_password", "account_reset_password_done", "account_logout"}
WAYS_IN |= {"account_reset_password_from_key", "account_reset_password_from_key_done", "account_confirm_email"}
WAYS_IN |= {"account_inactive", "account_email_verification_sent", "mfa_login_webauthn"}


def doors() -> list[str]:
    return sorted(name for name in addresses() if name.startswith(("account_", "mfa_")))


def test_every_door_has_its_two_rows() -> None:
    assert listed(DOORS) == {(name, method) for name in doors() for method in ("GET", "POST")}


def test_the_table_opens_nothing_of_ones_own_to_visitors() -> None:
    for row in rows(DOORS):
        if row["address"] not in WAYS_IN:
            assert row["anonymous"] in ("login", "405"), row
        assert {row[who] for who in PEOPLE}.isdisjoint({"403", "500"}), row


@pytest.mark.usefixtures("quick_refusals")
def test_everybody_gets_what_the_table_says(
    sme: User, supplier: User, request: pytest.FixtureRequest, client_for: Browsers
) -> None:
    cast, found = viewers(sme, supplier), []
    cast |= {name: request.getfixturevalue(name) for name in PEOPLE if name not in (*cast, "anonymous")}
    clients = {"anonymous": Client()} | {name: client_for(user) for name, user in cast.items()}
    for name in doors():
        path = reverse(name, kwargs=KEYS.get(name))
        for method in ("GET", "POST"):
            row = {"address": name, "method": method}
            for who in PEOPLE:
                cache.clear()  # the limits on guessing are another test's matter
                row[who] = told(asked(clients[who], method, path))
            found.append(row)
    if os.environ.get("RECORD_MATRIX") == "1":
        record(DOORS, found)
    wrong = [(got, said) for got, said in zip(found, rows(DOORS), strict=True) if got != said]
    assert not wrong, "\n".join(f"{got}\nthe table says {said}" for got, said in wrong)


def staff_addresses() -> list[str]:
    """Every address of Django's administration, with keys that need not exist: who may come in is asked first."""
    found = []
    for entry in admin.site.urls[0]:
        names = [entry] if isinstance(entry, URLPattern) else entry.url_patterns
        for one in (name for name in names if isinstance(name, URLPattern) and name.name):
            asks = getattr(one.pattern, "converters", None) or one.pattern.regex.groupindex
            given = {key: {"app_label": "accounts"}.get(key, "1") for key in asks}
            if one.name not in ("login", "logout"):  # leaving is for everybody, and nobody comes in there
                found.append(reverse(f"admin:{one.name}", kwargs=given))
    return found


@pytest.mark.parametrize("who", ["anonymous", "supplier", "administrator", "analyst"])
def test_staff_pages_open_to_staff_alone(who: str, request: pytest.FixtureRequest, client_for: Browsers) -> None:
    client = Client() if who == "anonymous" else client_for(request.getfixturevalue(who))
    paths = staff_addresses()
    assert len(paths) > 30
    for path in paths:
        for method in ("GET", "POST"):
            answer = asked(client, method, path)
            assert answer.status_code in (302, 404, 405), (path, method)
            if answer.status_code == 302:
                assert answer.url.startswith(("/staff/login/", "/accounts/login/", "/accounts/password/change/")), path


def test_the_tables_together_leave_no_address_out() -> None:
    from tests.api.world import operations
    from tests.matrix import API, PAGES

    known = {name for table in (PAGES, DOORS) for name, _method in listed(table)}
    documentation = {name for name in addresses() if name.startswith("api-")} - {name for name, _ in operations()}
    assert set(addresses()) - known - {name for name, _method in listed(API)} <= documentation
