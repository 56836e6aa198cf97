"""Webhooks by program: for tokens of owners alone, since their page is theirs alone."""

from __future__ import annotations

from typing import Any

import pytest

from matchmaker.accounts.models import Membership, User
from matchmaker.notifications.models import Webhook, WebhookPost
from tests.api.asking import Program, program

pytestmark = pytest.mark.django_db
HOOK = {"url": "http://127.0.0.1:9/hook", "name": "사내 ERP", "topics": ["own"]}


@pytest.fixture
def asks(supplier: User, settings: Any) -> Program:
    settings.WEBHOOK_ALLOW_LOOPBACK = True
    return program(supplier)


def test_added_once_switched_tried_and_sent_again(asks: Program) -> None:
    row, again = (asks.create("webhooks/", HOOK, key="hook-0001").json() for _ in range(2))
    assert row == again
    assert row["secret"] == Webhook.objects.get().secret
    mine = f"webhooks/{row['id']}/"
    assert "secret" not in asks.get(mine).json()
    assert [asks.write("PATCH", mine, {"on": on}, etag="*").json()["status"] for on in (False, True)] == [
        "off",
        "active",
    ]
    post = asks.create(f"{mine}posts/").json()
    WebhookPost.objects.update(status="failed", attempts=8)
    told = asks.do(f"webhook-posts/{post['id']}/resend/").json()
    assert (told["status"], told["attempts"], told["uid"]) == ("queued", 0, post["uid"])
    assert len(asks.get(f"{mine}posts/?status=queued").json()["results"]) == 1
    assert asks.write("DELETE", mine, etag="*").status_code == 204
    assert not WebhookPost.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"url": "https://10.0.0.1/"}, "/url"),
        ({"topics": ["gossip"]}, "/topics/0"),
        ({"topics": ["office"]}, "/topics"),
    ],
)
def test_an_address_inside_and_a_topic_of_others_are_refused(asks: Program, change: dict[str, Any], field: str) -> None:
    answer = asks.create("webhooks/", HOOK | change)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    assert not Webhook.objects.exists()


def test_the_same_address_twice_is_refused(asks: Program) -> None:
    assert [asks.create("webhooks/", HOOK).status_code for _ in range(2)] == [201, 422]


def test_strangers_and_those_who_own_no_more_find_nothing(asks: Program, supplier: User, rival: User) -> None:
    mine = f"webhooks/{asks.create('webhooks/', HOOK).json()['id']}/"
    other = program(rival)
    tried = [other.get(mine), other.write("PATCH", mine, {"on": False}), other.create(f"{mine}posts/")]
    assert [one.status_code for one in tried] == [404] * 3
    Membership.objects.filter(user=supplier).update(role="member")
    assert [asks.get("webhooks/").status_code, asks.write("DELETE", mine, etag="*").status_code] == [404, 404]
