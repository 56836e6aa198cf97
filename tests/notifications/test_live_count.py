"""The number on the bell keeps itself up to date, and costs nearly nothing while nothing happens."""

from __future__ import annotations

from django.urls import reverse

from matchmaker.accounts.models import User
from tests.cast import Browsers
from tests.notifications.test_sending import tell
from tests.query_budgets import assert_budget

PAGE = reverse("notifications:count")


def test_it_answers_only_when_the_number_has_changed(sme: User, client_for: Browsers) -> None:
    client = client_for(sme)
    assert client.get(PAGE, {"seen": "0"}).status_code == 204
    tell(sme)
    answer = client.get(PAGE, {"seen": "0"})
    assert '<span class="count">1<' in answer.content.decode()
    assert "seen=1" in answer.content.decode()
    assert client.get(PAGE, {"seen": "1"}).status_code == 204
    assert "seen=1" in client.get("/needs/").content.decode()


def test_people_without_a_firm_are_not_asked_again_and_visitors_log_in(
    stranger: User, sme: User, client_for: Browsers
) -> None:
    assert client_for(stranger).get(PAGE).status_code == 204
    client = client_for(sme)
    client.get(PAGE)
    assert_budget(client, PAGE, "notifications:count")
