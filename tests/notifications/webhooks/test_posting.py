"""An event is posted once, signed, tried again with growing pauses; a receiver that is down for days is stopped."""

from __future__ import annotations

import json
import time
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from django.utils import timezone

from matchmaker.accounts.choices import Role
from matchmaker.accounts.models import User
from matchmaker.notifications.models import Message, Webhook, WebhookPost
from matchmaker.notifications.webhooks import posting, services
from matchmaker.notifications.webhooks.breaking import webhooks_break
from matchmaker.notifications.webhooks.choices import PostStatus, WebhookStatus
from matchmaker.notifications.webhooks.signing import verify
from matchmaker.notifications.webhooks.tasks import sweep_webhooks, webhook_post
from tests import factories
from tests.notifications.test_sending import tell
from tests.notifications.webhooks.receiver import Receiver, drip, status

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Asia/Seoul"))


def only_post() -> WebhookPost:
    return WebhookPost.objects.get()


def send(row: WebhookPost) -> WebhookPost:
    webhook_post(row.pk)
    row.refresh_from_db()
    return row


def test_an_event_arrives_once_signed_whatever_the_number_of_members(
    hook: Webhook, receiver: Receiver, sme: User
) -> None:
    factories.member_of(hook.organisation, "second@example.com")
    tell(sme)
    tell(sme)
    row = only_post()
    assert sweep_webhooks() == 1
    send(row)
    assert send(row).status == PostStatus.SENT
    ((headers, body),) = receiver.got
    told = json.loads(body)
    assert (told["event"], told["data"]["need"], told["topic"]) == ("run_failed", "MES 도입", "matches")
    assert told["link"].endswith("/needs/1/")
    assert headers["Matchmaker-Delivery"] == str(row.uid)
    assert verify(headers["Matchmaker-Signature"], body, secret=hook.secret, now=timezone.now().timestamp())


def test_what_is_older_than_the_window_or_changed_is_no_good_signature(
    hook: Webhook, receiver: Receiver, sme: User
) -> None:
    tell(sme)
    send(only_post())
    ((headers, body),) = receiver.got
    signature, now = headers["Matchmaker-Signature"], timezone.now().timestamp()
    assert not verify(signature, body + b" ", secret=hook.secret, now=now)
    assert not verify(signature, body, secret="other", now=now)
    assert not verify(signature, body, secret=hook.secret, now=now + 301)
    assert not verify("t=x,v1=00", body, secret=hook.secret, now=now)
    assert not verify(signature.split(",")[1], body, secret=hook.secret, now=now)


def test_after_a_rotation_both_secrets_sign_for_a_day(hook: Webhook, receiver: Receiver, sme: User) -> None:
    new = services.webhook_rotate(webhook=hook)
    tell(sme)
    send(only_post())
    ((headers, body),) = receiver.got
    for secret in (new, hook.secret):
        assert verify(headers["Matchmaker-Signature"], body, secret=secret, now=timezone.now().timestamp())
    hook.refresh_from_db()
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert hook.secrets == [new]


def test_only_wanted_topics_are_told_and_nothing_while_it_is_off(hook: Webhook, sme: User) -> None:
    Webhook.objects.update(topics=["quotes"])
    tell(sme)
    assert not WebhookPost.objects.exists()
    Webhook.objects.update(topics=["matches"])
    services.webhook_switch(webhook=hook, on=False)
    tell(sme, dedupe_key="second")
    assert not WebhookPost.objects.exists()


def test_pauses_grow_then_it_is_given_up_and_a_click_sends_it_again(
    hook: Webhook, receiver: Receiver, sme: User
) -> None:
    receiver.answer = status(503, b"<b>busy</b>")
    tell(sme)
    row, waits = only_post(), []
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(services.MAX_TRIES):
            if send(row).status == PostStatus.QUEUED:
                waits.append((row.next_try_at - timezone.now()).total_seconds())
                clock.move_to(row.next_try_at)
    assert waits == [30, 120, 480, 1920, 7680, 21600, 21600]
    assert (row.status, row.answer_code, row.answer_text) == (PostStatus.FAILED, 503, "<b>busy</b>")
    receiver.answer = status(204, b"")
    assert services.post_resend(post=row)
    assert not services.post_resend(post=row)
    assert send(row).status == PostStatus.SENT
    hook.refresh_from_db()
    assert hook.failing_since is None


def test_a_receiver_that_is_down_is_not_asked_once_for_each_event(hook: Webhook, receiver: Receiver, sme: User) -> None:
    receiver.answer = status(500)
    for number in range(3):
        tell(sme, dedupe_key=f"event:{number}")
    assert len(services.posts_hand_out()) == 3
    send(WebhookPost.objects.earliest("pk"))
    WebhookPost.objects.filter(status="queued").exclude(attempts=1).update(next_try_at=timezone.now())
    send(WebhookPost.objects.filter(attempts=0).earliest("pk"))
    assert services.posts_hand_out() == []
    assert len(receiver.got) == 2


def test_a_redirect_is_not_followed(hook: Webhook, receiver: Receiver, sme: User) -> None:
    receiver.answer = status(302, b"", Location="http://127.0.0.1:1/")
    tell(sme)
    row = send(only_post())
    assert (row.status, row.answer_code, len(receiver.got)) == (PostStatus.QUEUED, 302, 1)


def test_one_that_drips_is_cut_and_one_that_talks_without_end_is_not_read(
    hook: Webhook, receiver: Receiver, sme: User, monkeypatch: Any
) -> None:
    monkeypatch.setattr(posting, "TOTAL_SECONDS", 0.5)
    receiver.answer = drip
    tell(sme)
    started = time.perf_counter()
    row = send(only_post())
    assert time.perf_counter() - started < 5
    assert (row.status, row.error) == (PostStatus.QUEUED, "no answer within 0.5 s")
    receiver.answer = status(200, b"x" * 5_000_000)
    WebhookPost.objects.update(next_try_at=timezone.now())
    assert len(send(row).answer_text) == posting.KEPT


def test_three_days_without_success_stop_it_and_tell_the_owners_once(hook: Webhook, sme: User) -> None:
    factories.member_of(hook.organisation, "member@example.com", Role.MEMBER)
    Webhook.objects.update(failing_since=timezone.now() - timedelta(days=2, hours=23))
    assert webhooks_break() == 0
    Webhook.objects.update(failing_since=timezone.now() - timedelta(days=3, seconds=1))
    assert (webhooks_break(), webhooks_break()) == (1, 0)
    hook.refresh_from_db()
    assert hook.status == WebhookStatus.BROKEN
    assert [row.recipient for row in Message.objects.filter(kind="webhook_broken")] == [sme]


def test_a_test_goes_out_even_while_it_is_off_and_fails_at_once(hook: Webhook, receiver: Receiver) -> None:
    services.webhook_switch(webhook=hook, on=False)
    assert send(services.webhook_test(webhook=hook)).status == PostStatus.SENT
    receiver.answer = status(404)
    assert send(services.webhook_test(webhook=hook)).status == PostStatus.FAILED
