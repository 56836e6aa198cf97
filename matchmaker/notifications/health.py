"""Whether the site lives: one part each for the database, the queue, the letters that wait, and beat.

Beat asks for a tick four times a minute and a worker writes it down, so a fresh tick says that both are at work.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import redis
from django.conf import settings
from django.db import Error, connection
from django.db.models import Min
from django.utils import timezone

from matchmaker.notifications.choices import DeliveryStatus
from matchmaker.notifications.models import Delivery, Heartbeat

TICK_MAY_BE = timedelta(seconds=90)
LETTER_MAY_WAIT = timedelta(minutes=15)
BROKER_MAY_TAKE = 1.0  # seconds
BEAT = "beat"


@dataclass(frozen=True)
class Part:
    ok: bool
    facts: dict[str, Any] = field(default_factory=dict)


def tick_write(*, name: str = BEAT) -> None:
    """Remember that beat and a worker were at work now, whatever an earlier clock said."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})


def parts() -> dict[str, Part]:
    """Every part's state; what cannot be asked because the database is away counts as down."""
    found = {"queue": _queue()}
    try:
        connection.ensure_connection()
        found |= {"database": Part(True, {"vendor": connection.vendor}), "messages": _messages(), "beat": _beat()}
    except Error as failure:
        unknown = Part(False, {"error": type(failure).__name__})
        found |= dict.fromkeys(("database", "messages", "beat"), unknown)
    return found


def _queue() -> Part:
    """Redis answers, or nothing to ask: embedded, the queue lives in this process and the tick speaks for it."""
    if not settings.REDIS_URL:
        return Part(True, {"mode": "embedded"})
    wait = {"socket_timeout": BROKER_MAY_TAKE, "socket_connect_timeout": BROKER_MAY_TAKE}
    try:
        with redis.Redis.from_url(settings.REDIS_URL, **wait) as broker:
            broker.ping()
    except redis.RedisError as failure:
        return Part(False, {"mode": "redis", "error": type(failure).__name__})
    return Part(True, {"mode": "redis"})


def _messages() -> Part:
    waiting = Delivery.objects.filter(
        status__in=[DeliveryStatus.QUEUED, DeliveryStatus.SENDING], due_at__lte=timezone.now()
    )
    oldest = waiting.aggregate(oldest=Min("due_at"))["oldest"]
    return Part(_within(oldest, LETTER_MAY_WAIT) or oldest is None, {"oldest_waiting_seconds": _age(oldest)})


def _beat() -> Part:
    last = Heartbeat.objects.filter(name=BEAT).values_list("at", flat=True).first()
    return Part(_within(last, TICK_MAY_BE), {"last_tick_seconds": _age(last)})


def _within(moment: datetime | None, limit: timedelta) -> bool:
    return moment is not None and abs(timezone.now() - moment) <= limit


def _age(moment: datetime | None) -> int | None:
    return None if moment is None else int((timezone.now() - moment).total_seconds())
