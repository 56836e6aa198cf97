"""A session's text is unsigned once, and only that very text with those very keys."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.core.signing import b64_encode
from django.test import Client, override_settings

from matchmaker.accounts.models import User
from matchmaker.lib.session_store import SessionStore, _unsigned

WHAT = {"_auth_user_id": "7", "list": [1, {"deep": "값"}], "long": "x" * 500}


def test_it_says_what_django_reads_however_often() -> None:
    text = SessionStore().encode(WHAT)
    for _ in range(3):
        assert SessionStore().decode(text) == db.SessionStore().decode(text) == WHAT


def test_what_one_request_changes_the_next_does_not_see() -> None:
    text = SessionStore().encode(WHAT)
    first = SessionStore().decode(text)
    first["list"][1]["deep"] = first["more"] = "changed"
    assert SessionStore().decode(text) == WHAT


@pytest.mark.parametrize("at", [0, 1, 40, -50, -1])
def test_a_text_that_was_tampered_with_is_refused_each_time(at: int, caplog: Any) -> None:
    text = SessionStore().encode(WHAT)
    assert SessionStore().decode(text) == WHAT
    place = at % len(text)
    bent = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
    for count in (1, 2):
        assert SessionStore().decode(bent) == db.SessionStore().decode(bent) == {}
        assert caplog.text.count("Session data corrupted") == 2 * count
    assert SessionStore().decode(text) == WHAT


@pytest.mark.parametrize("text", ["", ":", "a:b:c", b64_encode(b'{"_auth_user_id": "1"}').decode(), None])
def test_what_was_never_signed_is_refused(text: Any) -> None:
    for _ in range(2):
        assert SessionStore().decode(text) == {}


def test_it_counts_with_the_keys_of_now_only() -> None:
    text = SessionStore().encode(WHAT)
    assert SessionStore().decode(text) == WHAT
    with override_settings(SECRET_KEY="another key of the site"):
        assert SessionStore().decode(text) == {}
        with override_settings(SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
            assert SessionStore().decode(text) == {}
    with override_settings(SECRET_KEY="another key of the site", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert SessionStore().decode(text) == WHAT
    assert SessionStore().decode(text) == WHAT


def test_it_is_unsigned_once() -> None:
    text = SessionStore().encode(WHAT)
    _unsigned.cache_clear()
    for _ in range(3):
        SessionStore().decode(text)
    assert _unsigned.cache_info().misses == 1


def test_a_page_goes_by_the_row_of_now(sme: User, other_sme: User) -> None:
    """What the text says is kept; whether it is the session's text, the row says for every page."""
    mine, theirs = Client(), Client()
    mine.force_login(sme)
    theirs.force_login(other_sme)
    own, other = (Session.objects.get(pk=one.session.session_key) for one in (mine, theirs))
    assert mine.get("/needs/").context["actor"].user == sme
    Session.objects.filter(pk=own.pk).update(session_data=other.session_data)
    assert mine.get("/needs/").context["actor"].user == other_sme
    Session.objects.filter(pk=own.pk).update(session_data=own.session_data[:-1] + "!")
    assert mine.get("/needs/").status_code == 302
    Session.objects.filter(pk=own.pk).update(session_data=own.session_data)
    assert mine.get("/needs/").context["actor"].user == sme
    Session.objects.filter(pk=own.pk).update(expire_date="2001-01-01T00:00Z")
    assert mine.get("/needs/").status_code == 302
    Session.objects.filter(pk=own.pk).delete()
    assert mine.get("/needs/").status_code == 302
