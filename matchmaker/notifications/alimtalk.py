"""Kakao AlimTalk: short notices on a phone, through a message dealer. ``docs/alimtalk.md`` says what a dealer is asked.

Kakao lets only registered texts through, word for word, so each kind has a template of its own in
``data/alimtalk.csv``; a kind that has none goes by e-mail.
"""

from __future__ import annotations

import csv
import json
import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import urllib3
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from matchmaker.lib import korea
from matchmaker.notifications.digest_mail import absolute
from matchmaker.notifications.models import Delivery
from matchmaker.notifications.wording import prepared

TABLE = Path(__file__).with_name("data") / "alimtalk.csv"
SLOT = re.compile(r"#\{(\w+)\}")
LONGEST = 1000  # characters of a notice
_dealer = urllib3.PoolManager(num_pools=2, maxsize=4, timeout=urllib3.Timeout(connect=3, read=8), retries=False)


class AlimTalkFailed(Exception):
    """It did not reach the phone. ``permanent``: trying again will not help; ``unreachable``: the dealer is away."""

    def __init__(self, message: str, *, permanent: bool, unreachable: bool = False) -> None:
        super().__init__(message)
        self.permanent, self.unreachable = permanent, unreachable


@cache
def templates() -> dict[str, tuple[str, str]]:
    """Kind -> (the code it is registered under, the registered text)."""
    with TABLE.open(encoding="utf-8", newline="") as stream:
        return {row["kind"]: (row["code"], row["text"].replace("\\n", "\n")) for row in csv.DictReader(stream)}


def available() -> bool:
    return bool(settings.ALIMTALK_URL)


def filled(kind: str, values: dict[str, Any]) -> tuple[str, str]:
    """The template's code and its text with every #{slot} filled. Raises AlimTalkFailed where a value lacks."""
    code, text = templates()[kind]
    lacks = [name for name in SLOT.findall(text) if not values.get(name)]
    if lacks:
        raise AlimTalkFailed(f"no value for {', '.join(lacks)}", permanent=True)
    return code, SLOT.sub(lambda found: _said(values[found[1]]), text)[:LONGEST]


def _said(value: Any) -> str:
    """Moments and days as people say them."""
    if not isinstance(value, datetime):
        return str(value)
    if timezone.is_naive(value):
        return f"{value.month}월 {value.day}일"
    return korea.moment_ko(timezone.localtime(value))


def delivery_post(delivery: Delivery) -> None:
    """One notice of a message to its reader's phone. Raises AlimTalkFailed."""
    message = delivery.message
    with translation.override("ko"):
        code, text = filled(message.kind, prepared(message.payload))
    link = absolute(reverse("notifications:message", args=[message.pk]))
    notice_post(to=delivery.address, code=code, text=text, link=link, key=f"delivery-{delivery.pk}")


def notice_post(*, to: str, code: str, text: str, link: str, key: str) -> None:
    """Ask the dealer to send one notice; the same ``key`` again is the same notice. Raises AlimTalkFailed."""
    asked = {"sender": settings.ALIMTALK_SENDER, "to": to, "template": code, "text": text, "key": key}
    if link:
        asked["button"] = {"name": "자세히 보기", "url": link}
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {settings.ALIMTALK_KEY}"}
    try:
        answer = _dealer.request("POST", settings.ALIMTALK_URL, body=json.dumps(asked), headers=headers, redirect=False)
        told = json.loads(answer.data[:10_000] or b"{}")
    except (urllib3.exceptions.HTTPError, ValueError) as failure:
        raise AlimTalkFailed(
            f"{type(failure).__name__}: {failure}"[:300], permanent=False, unreachable=True
        ) from failure
    if answer.status >= 300 or told.get("result") != "accepted":
        ours = answer.status in (401, 403, 429) or answer.status >= 500
        raise AlimTalkFailed(f"HTTP {answer.status} {told.get('reason', '')}".strip()[:300], permanent=not ours)
