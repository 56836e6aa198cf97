"""One's log-ins on one page; each can be ended from there, and nobody else's."""

from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from matchmaker.accounts.audit_models import AuditEntry
from matchmaker.accounts.models import User
from matchmaker.accounts.sessions import device_of
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
PAGE = reverse("accounts:sessions")
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36"


def came_in(user: User) -> Client:
    client = Client(headers={"User-Agent": CHROME})
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client


def test_both_devices_are_listed_and_one_can_be_sent_away(sme: User) -> None:
    here, there = came_in(sme), came_in(sme)
    page = here.get(PAGE)
    assert [row.here for row in page.context["sessions"]] == [False, True]
    assert "Chrome · Windows" in page.content.decode()
    other = next(row for row in page.context["sessions"] if not row.here)
    here.post(reverse("accounts:session_end", args=[other.pk]))
    assert there.get("/needs/").url.startswith("/accounts/login/")
    assert here.get("/needs/").status_code == 200
    assert AuditEntry.objects.filter(action="session_ended", actor=sme).exists()


def test_all_others_go_at_once(sme: User) -> None:
    here, *others = came_in(sme), came_in(sme), came_in(sme)
    here.post(reverse("accounts:sessions_end"))
    assert all(one.get("/needs/").status_code == 302 for one in others)
    assert here.get("/needs/").status_code == 200


def test_nobody_ends_somebody_elses_or_the_one_in_use(sme: User, other_sme: User) -> None:
    mine, theirs = came_in(sme), came_in(other_sme)
    for key in UserSession.objects.values_list("pk", flat=True):
        assert mine.post(reverse("accounts:session_end", args=[key])).status_code == 404
    assert theirs.get("/needs/").status_code == 200


def test_a_new_password_ends_the_others(sme: User) -> None:
    here, there = came_in(sme), came_in(sme)
    new = "조용한 봄날 큰 나무 아래"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post(reverse("account_change_password"), form).status_code == 302
    assert here.get("/needs/").status_code == 200
    assert there.get("/needs/").status_code == 302


def test_leaving_ends_the_session_itself_not_only_the_cookie(sme: User) -> None:
    client = came_in(sme)
    stolen = Client()
    stolen.cookies = client.cookies.copy()
    client.post(reverse("account_logout"))
    assert stolen.get("/needs/").status_code == 302


def test_what_a_browser_says_becomes_a_name_people_know() -> None:
    assert device_of(CHROME) == "Chrome · Windows"
    assert (
        device_of("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1")
        == "Safari · iPhone"
    )
    assert device_of("") == "알 수 없는 기기"
