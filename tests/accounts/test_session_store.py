"""Session, person and memberships come by one question, and say what Django's three would say."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.middleware import get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpRequest
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from matchmaker.accounts import session_store
from matchmaker.accounts.models import Membership, User
from matchmaker.accounts.session_store import SessionStore, memberships_of, user_of
from tests import factories

pytestmark = pytest.mark.django_db
PAGE = "/needs/"


@pytest.fixture
def key(sme: User) -> str:
    """Of a session whose person the process knows."""
    client = Client()
    client.force_login(sme)
    return str(client.session.session_key)


def asking(key: str, kind: type[Any] = SessionStore) -> HttpRequest:
    request = HttpRequest()
    request.session = kind(key)
    return request


def changed(key: str, **values: Any) -> None:
    """The session's text says something else; it is signed as it should be."""
    session = db.SessionStore(key)
    session.update(values)
    session.save()


def agreed(key: str) -> Any:
    """Whom our way finds; Django's finds the same, and leaves the same session behind."""
    text = Session.objects.filter(pk=key).values().first()
    usual = asking(key, db.SessionStore)
    theirs, rest = get_user(usual), Session.objects.filter(pk=key).values().first()
    if text is not None and rest is None:
        Session.objects.create(**text)  # as it was, for ours to end
    request = asking(key)
    ours = user_of(request)
    assert ours == theirs
    assert request.session.session_key == usual.session.session_key or theirs.is_authenticated
    assert Session.objects.filter(pk=key).values().first() == rest
    return ours


def test_one_question_finds_what_three_find(key: str, sme: User) -> None:
    request = asking(key)
    with CaptureQueriesContext(connection) as asked:
        request.user = user_of(request)
        rows = memberships_of(request)
    assert len(asked) == 1
    plain = User.objects.filter(pk=sme.pk).values().get()
    assert {name: value for name, value in vars(request.user).items() if name in plain} == plain
    assert [vars(row.organisation) | {"_state": None} for row in rows] == [
        vars(row.organisation) | {"_state": None} for row in Membership.objects.filter(user=sme).order_by("pk")
    ]
    assert dict(request.session.items()) == dict(db.SessionStore(key).items())
    assert agreed(key) == sme


def test_whoever_belongs_to_several_acts_for_the_chosen_one(sme: User, supplier: User) -> None:
    other = Membership.objects.get(user=supplier).organisation
    Membership.objects.create(user=sme, organisation=other, role="viewer")
    client = Client()
    client.force_login(sme)
    assert len(client.get(PAGE).context["actor"].organisations) == 2
    session = client.session
    session["organisation"] = other.pk
    session.save()
    actor = client.get("/").wsgi_request.actor  # type: ignore[attr-defined]
    assert (actor.organisation, actor.role, actor.user) == (other, "viewer", sme)


def test_a_right_that_changed_counts_with_the_next_page(sme: User) -> None:
    client = Client()
    client.force_login(sme)
    assert client.get(PAGE).context["actor"].role != "viewer"
    Membership.objects.filter(user=sme).update(role="viewer")
    User.objects.filter(pk=sme.pk).update(name="새 이름")
    actor = client.get(PAGE).context["actor"]
    assert (actor.role, actor.user.name) == ("viewer", "새 이름")
    Membership.objects.filter(user=sme).delete()
    assert client.get(PAGE).status_code == 302


class TestItHoldsNoLonger:
    """Nobody is let in whom Django would not let in, though the process knows whose session it was."""

    def test_when_it_was_ended(self, key: str) -> None:
        Session.objects.filter(pk=key).delete()
        assert agreed(key) == AnonymousUser()

    def test_when_its_time_is_over(self, key: str) -> None:
        Session.objects.filter(pk=key).update(expire_date=timezone.now() - timedelta(seconds=1))
        assert agreed(key) == AnonymousUser()

    def test_when_the_password_changed(self, key: str, sme: User) -> None:
        sme.set_password("조용한 봄날 큰 나무 아래")
        sme.save()
        assert agreed(key) == AnonymousUser()
        assert not Session.objects.filter(pk=key).exists()

    def test_when_the_person_was_shut_out(self, key: str, sme: User) -> None:
        User.objects.filter(pk=sme.pk).update(is_active=False)
        assert agreed(key) == AnonymousUser()

    def test_when_the_person_is_gone(self, key: str, sme: User) -> None:
        User.objects.filter(pk=sme.pk).delete()
        assert agreed(key) == AnonymousUser()

    def test_when_its_text_was_tampered_with(self, key: str) -> None:
        text = Session.objects.get(pk=key).session_data
        for bent in (text[:-1] + "!", "x" + text, text.split(":")[0], ""):
            Session.objects.filter(pk=key).update(session_data=bent)
            assert agreed(key) == AnonymousUser()

    @pytest.mark.parametrize("hashed", ["", "0" * 64])
    def test_when_its_hash_is_another(self, hashed: str, key: str) -> None:
        changed(key, **{HASH_SESSION_KEY: hashed})
        assert agreed(key) == AnonymousUser()

    def test_when_the_way_in_is_none_any_more(self, key: str) -> None:
        changed(key, **{BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend"})
        assert agreed(key) == AnonymousUser()

    def test_when_the_key_of_the_site_changed(self, key: str) -> None:
        with override_settings(SECRET_KEY="another key of the site"):
            assert agreed(key) == AnonymousUser()


def test_it_is_whose_the_session_says(key: str, other_sme: User) -> None:
    theirs = Client()
    theirs.force_login(other_sme)
    changed(key, **{name: theirs.session[name] for name in (SESSION_KEY, HASH_SESSION_KEY)})
    assert agreed(key) == other_sme
    request = asking(key)
    request.user = user_of(request)
    assert [row.user_id for row in memberships_of(request)] == [other_sme.pk]


def test_an_older_key_of_the_site_still_counts_and_is_replaced(key: str, sme: User, settings: Any) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the new key of the site"
    request = asking(key)
    assert user_of(request) == sme
    assert request.session[HASH_SESSION_KEY] == sme.get_session_auth_hash()
    assert request.session.session_key != key


def test_whoever_belongs_nowhere_is_known_all_the_same() -> None:
    person = User.objects.create_user("alone@example.com", factories.PASSWORD)
    client = Client()
    client.force_login(person)
    for _ in range(2):
        assert agreed(client.session.session_key) == person


def test_the_process_knows_no_more_sessions_than_it_should(key: str, sme: User, monkeypatch: Any) -> None:
    monkeypatch.setattr(session_store, "MOST", 3)
    for _ in range(5):
        Client().force_login(sme)
    assert len(session_store._last) <= 3
    assert agreed(key) == sme
