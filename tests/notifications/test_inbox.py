"""The inbox shows a person's own news, newest first, and remembers what was read."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from matchmaker.accounts.models import Membership, User
from matchmaker.notifications.models import Message
from tests.cast import Browsers
from tests.notifications.test_sending import tell
from tests.query_budgets import assert_budget


def test_news_is_listed_newest_first(sme: User, client_for: Browsers) -> None:
    tell(sme, dedupe_key="a", payload={"need": "처음"})
    tell(sme, dedupe_key="b", payload={"need": "나중"})
    page = client_for(sme).get("/inbox/").content.decode()
    assert page.index("나중") < page.index("처음")


def test_an_empty_inbox_says_what_will_come(sme: User, client_for: Browsers) -> None:
    assert "아직 소식이 없습니다" in client_for(sme).get("/inbox/").content.decode()


def test_opening_a_message_marks_it_read_and_goes_where_it_points(sme: User, client_for: Browsers) -> None:
    tell(sme)
    answer = client_for(sme).get(f"/inbox/{Message.objects.get().pk}/")
    assert answer.url == "/needs/1/"
    assert Message.objects.get().read_at is not None


def test_a_message_without_an_address_is_shown(sme: User, client_for: Browsers) -> None:
    tell(sme, url="")
    answer = client_for(sme).get(f"/inbox/{Message.objects.get().pk}/")
    assert "MES 도입" in answer.content.decode()


def test_a_message_never_leads_off_the_site(sme: User, client_for: Browsers) -> None:
    tell(sme, url="https://evil.example/")
    assert client_for(sme).get(f"/inbox/{Message.objects.get().pk}/").status_code == 200


def test_opening_a_message_switches_to_the_organisation_it_was_sent_to(
    sme: User, other_sme: User, client_for: Browsers
) -> None:
    second = other_sme.memberships.get().organisation
    Membership.objects.create(user=sme, organisation=second)
    tell(other_sme, recipients=[sme])
    browser = client_for(sme)
    browser.get(f"/inbox/{Message.objects.get().pk}/")
    assert browser.get("/inbox/").context["actor"].organisation == second


@pytest.mark.parametrize("who", ["other_sme", "stranger", "administrator"])
def test_a_stranger_gets_404_for_anothers_message(who: str, sme: User, client_for: Browsers, request: Any) -> None:
    tell(sme)
    answer = client_for(request.getfixturevalue(who)).get(f"/inbox/{Message.objects.get().pk}/")
    assert answer.status_code == 404
    assert Message.objects.get().read_at is None


def test_a_former_member_gets_404(sme: User, client_for: Browsers) -> None:
    tell(sme)
    sme.memberships.all().delete()
    assert client_for(sme).get(f"/inbox/{Message.objects.get().pk}/").status_code == 404


def test_a_visitor_is_asked_to_log_in(sme: User, client: Client) -> None:
    tell(sme)
    assert "/accounts/login/" in client.get(f"/inbox/{Message.objects.get().pk}/").url
    assert "/accounts/login/" in client.get("/inbox/").url


def test_reading_all_touches_only_ones_own(sme: User, other_sme: User, client_for: Browsers) -> None:
    tell(sme)
    tell(other_sme, dedupe_key="else")
    client_for(sme).post("/inbox/read/")
    assert Message.objects.get(recipient=sme).read_at is not None
    assert Message.objects.get(recipient=other_sme).read_at is None


def test_an_inbox_costs_as_many_queries_for_twenty_messages_as_for_one(
    sme: User, other_sme: User, client_for: Browsers
) -> None:
    tell(other_sme)
    for number in range(20):
        tell(sme, dedupe_key=str(number))
    for user in (other_sme, sme):
        assert_budget(client_for(user), "/inbox/", "notifications:inbox")
