"""Owners add, try, rotate, switch and remove webhooks of their own organisation; nobody else sees them."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from matchmaker.accounts.choices import Role
from matchmaker.accounts.models import User
from matchmaker.notifications.models import Webhook, WebhookPost
from matchmaker.notifications.webhooks.services import MOST_WEBHOOKS, webhook_test
from matchmaker.notifications.webhooks.tasks import webhook_post
from tests import factories
from tests.cast import Browsers
from tests.notifications.webhooks.receiver import Receiver, status
from tests.query_budgets import assert_budget

PAGE = reverse("notifications:webhooks")


def step(hook: Webhook, name: str) -> str:
    return reverse("notifications:webhook_step", args=[hook.pk, name])


def test_the_secret_is_shown_once_after_adding_and_after_rotating(
    receiver: Receiver, sme: User, client_for: Browsers
) -> None:
    client = client_for(sme)
    answer = client.post(PAGE, {"url": receiver.url, "name": "사내 ERP", "topics": ["matches", "quotes"]}, follow=True)
    hook = Webhook.objects.get()
    page = answer.redirect_chain[0][0]
    assert (hook.topics, hook.organisation) == (["matches", "quotes"], sme.memberships.get().organisation)
    assert hook.secret in answer.content.decode()
    assert hook.secret not in client.get(page).content.decode()
    rotated = client.post(step(hook, "rotate"), follow=True).content.decode()
    former = hook.secret
    hook.refresh_from_db()
    assert hook.secret != former
    assert hook.secret in rotated
    assert hook.secret not in client.get(page).content.decode()


def test_a_bad_address_is_said_at_its_field_and_nothing_is_kept(sme: User, client_for: Browsers) -> None:
    client = client_for(sme)
    for url, words in (
        ("https://127.0.0.1/hook", "내부망 주소로는 보내지 않습니다"),
        ("http://8.8.8.8/", "https://로 시작하는 주소만"),
        ("", "소식을 받을 주소를 적어 주세요"),
    ):
        answer = client.post(PAGE, {"url": url, "name": "이름은 남는다"})
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert "이름은 남는다" in answer.content.decode()
    assert not Webhook.objects.exists()


def test_the_same_address_twice_or_an_eleventh_is_refused(hook: Webhook, sme: User, client_for: Browsers) -> None:
    client = client_for(sme)
    assert "이미 있습니다" in client.post(PAGE, {"url": hook.url}).content.decode()
    for number in range(MOST_WEBHOOKS - 1):
        Webhook.objects.create(organisation=hook.organisation, url=f"https://example.com/{number}")
    assert "10개까지" in client.post(PAGE, {"url": hook.url + "&again"}).content.decode()


def test_a_test_is_sent_and_its_answer_shown_as_text(
    hook: Webhook, receiver: Receiver, sme: User, client_for: Browsers
) -> None:
    client = client_for(sme)
    receiver.answer = status(418, b"<script>teapot</script>")
    client.post(step(hook, "test"))
    row = WebhookPost.objects.get()
    webhook_post(row.pk)
    text = client.get(reverse("notifications:webhook", args=[hook.pk])).content.decode()
    assert "HTTP 418" in text
    assert "&lt;script&gt;teapot" in text
    client.post(reverse("notifications:webhook_resend", args=[row.pk]))
    row.refresh_from_db()
    assert (row.status, row.attempts) == ("queued", 0)


def test_it_is_switched_off_and_on_and_removed(hook: Webhook, sme: User, client_for: Browsers) -> None:
    client = client_for(sme)
    for name, wanted in (("off", "off"), ("on", "active")):
        client.post(step(hook, name))
        hook.refresh_from_db()
        assert hook.status == wanted
    assert client.post(step(hook, "explode")).status_code == 404
    client.post(step(hook, "remove"))
    assert not Webhook.objects.exists()


def test_only_owners_of_the_organisation_get_in(
    hook: Webhook, sme: User, other_sme: User, client_for: Browsers
) -> None:
    row = webhook_test(webhook=hook)
    member = factories.member_of(hook.organisation, "member@example.com", Role.MEMBER)
    for user in (member, other_sme):
        client = client_for(user)
        assert client.get(reverse("notifications:webhook", args=[hook.pk])).status_code == 404
        assert client.post(step(hook, "remove")).status_code == 404
        assert client.post(reverse("notifications:webhook_resend", args=[row.pk])).status_code == 404
    assert client_for(member).get(PAGE).status_code == 404
    assert Webhook.objects.exists()


@pytest.mark.parametrize("many", [1, 8])
def test_pages_keep_their_budgets(many: int, hook: Webhook, sme: User, client_for: Any) -> None:
    client = client_for(sme)
    for _ in range(many):
        webhook_test(webhook=hook)
    for number in range(many):
        Webhook.objects.create(organisation=hook.organisation, url=f"https://example.com/{number}")
    assert_budget(client, PAGE, "notifications:webhooks")
    assert_budget(client, reverse("notifications:webhook", args=[hook.pk]), "notifications:webhook")
