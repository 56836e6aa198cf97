"""Every page says, with templates made ready, what Django's own loader would say.

In English, where a word that was left untranslated is another word; both languages: ``tests/lib/test_folding.py``.
"""

from __future__ import annotations

import copy
import functools
import gc
import re
from collections.abc import Iterator
from itertools import zip_longest

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse

from matchmaker.accounts.models import User
from tests.cast import Browsers
from tests.hostile.world import address, world
from tests.matrix import PAGES, rows

A_NEW_ONE_EACH_TIME = re.compile(r'csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": ?"\w+"')
DOORS = ("account_login", "account_signup", "account_reset_password")
# Lists of what was just looked at.
LEFT_OUT = {"coverage:audit", "coverage:person"}


def plain() -> list[dict[str, object]]:
    """The site's templates as Django alone would read them."""
    made = copy.deepcopy(settings.TEMPLATES)
    made[0]["OPTIONS"]["loaders"] = [("django.template.loaders.cached.Loader", made[0]["OPTIONS"]["loaders"][0][1])]
    return made


def forget() -> None:
    """What pages have kept of each other: it would hide a difference."""
    cache.clear()
    for one in gc.get_objects():
        if type(one) is functools._lru_cache_wrapper and one.__module__.startswith("matchmaker."):
            one.cache_clear()


def pages(clients: dict[str, Client], asked: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for who, path in asked:
        with transaction.atomic():
            answer = clients[who].get(path)
            transaction.set_rollback(True)
        if answer.get("Content-Type", "").startswith("text/html"):
            yield f"{who} {path}", A_NEW_ONE_EACH_TIME.sub("", answer.content.decode())


def differences(ready: dict[str, str], expected: dict[str, str]) -> list[str]:
    """The first line of each page that is not as it should be."""
    found = []
    for where, page in expected.items():
        lines = zip_longest(ready[where].splitlines(), page.splitlines(), fillvalue="(no line)")
        found += [f"{where}: {line.strip()} for {wanted.strip()}" for line, wanted in lines if line != wanted][:1]
    return found


@pytest.mark.django_db
def test_each_page_is_what_djangos_own_templates_make_of_it(
    sme: User, supplier: User, administrator: User, client_for: Browsers
) -> None:
    keys = world(sme, supplier, administrator)
    people = {"sme": sme, "supplier": supplier, "administrator": administrator}
    User.objects.update(language="en")
    clients = {"anonymous": Client()} | {name: client_for(user) for name, user in people.items()}
    for client in clients.values():
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    shown = [row for row in rows(PAGES) if row["method"] == "GET" and row["address"] not in LEFT_OUT]
    asked = [(who, address(row["address"], keys)) for row in shown for who in clients if row[who] == "200"]
    asked += [("anonymous", reverse(name)) for name in DOORS]
    forget()
    ready = dict(pages(clients, asked))
    forget()
    with override_settings(TEMPLATES=plain()):
        expected = dict(pages(clients, asked))
    forget()
    assert len(expected) > 150
    assert ready.keys() == expected.keys()
    assert differences(ready, expected) == []
