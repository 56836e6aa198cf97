"""Machines learn whether the site lives; strangers learn no more than ok or not ok."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from matchmaker.accounts.models import User
from matchmaker.notifications.choices import DeliveryStatus
from matchmaker.notifications.models import Delivery
from matchmaker.notifications.sending import deliveries_claim
from matchmaker.notifications.tasks import tick
from tests.cast import Browsers
from tests.notifications.test_sending import tell

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Asia/Seoul"))
ASK = """
import django, json
django.setup()
from django.test import Client
for path in ("/healthz", "/readyz"):
    answer = Client().get(path)
    print(answer.status_code, answer.content.decode())
"""


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(NOON, tick=False) as moved:
        yield moved


def parts(client: Client) -> tuple[int, dict[str, str]]:
    answer = client.get("/readyz")
    return answer.status_code, answer.json()["parts"]


def test_alive_is_answered_without_a_database(client: Client) -> None:
    # No database mark: a query here would fail the test.
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"alive": True})
    assert "no-store" in answer["Cache-Control"]


def test_everything_well_is_ready(db: None, client: Client, clock: Any, settings: Any) -> None:
    settings.REDIS_URL = ""
    tick()
    assert parts(client) == (200, dict.fromkeys(("database", "queue", "messages", "beat"), "ok"))


def test_a_site_whose_beat_never_ticked_or_stopped_is_not_ready(db: None, client: Client, clock: Any) -> None:
    assert (parts(client)[0], parts(client)[1]["beat"]) == (503, "not ok")
    tick()
    assert parts(client)[1]["beat"] == "ok"
    clock.shift(timedelta(seconds=91))
    assert (parts(client)[0], parts(client)[1]["beat"]) == (503, "not ok")
    tick()
    assert parts(client)[1]["beat"] == "ok"


def test_a_tick_from_a_clock_that_ran_ahead_proves_nothing(db: None, client: Client, clock: Any) -> None:
    tick()
    clock.shift(timedelta(days=-1))
    assert parts(client)[1]["beat"] == "not ok"
    tick()
    assert parts(client)[1]["beat"] == "ok"


def test_a_letter_that_waits_too_long_is_seen_even_when_it_was_handed_out(
    sme: User, client: Client, clock: Any
) -> None:
    tell(sme)
    clock.shift(timedelta(minutes=16))
    tick()
    deliveries_claim()
    assert (parts(client)[0], parts(client)[1]["messages"]) == (503, "not ok")
    Delivery.objects.update(status=DeliveryStatus.SENT)
    assert parts(client)[1]["messages"] == "ok"


def test_a_broker_that_is_away_is_named(db: None, client: Client, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    status, found = parts(client)
    assert (status, found["queue"], found["database"]) == (503, "not ok", "ok")


def test_only_administrators_read_more_than_ok_or_not(
    sme: User, administrator: User, client: Client, client_for: Browsers, clock: Any
) -> None:
    tick()
    clock.shift(timedelta(seconds=40))
    for browser in (client, client_for(sme)):
        assert set(browser.get("/readyz").json()) == {"ready", "parts"}
    assert client_for(administrator).get("/readyz").json()["facts"]["beat"] == {"last_tick_seconds": 40}


def test_probes_are_answered_over_plain_http_behind_a_tls_proxy(db: None, client: Client, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz").status_code == 200
    assert client.get("/inbox/").status_code == 301


def test_without_its_database_a_site_is_alive_but_not_ready() -> None:
    away = {**os.environ, "DATABASE_URL": "postgres://nobody:secret@127.0.0.1:1/away", "REDIS_URL": ""}
    away["DJANGO_SETTINGS_MODULE"] = "matchmaker.settings"
    told = subprocess.run([sys.executable, "-c", ASK], env=away, capture_output=True, text=True, check=True).stdout
    alive, ready = told.strip().splitlines()
    assert alive.startswith("200 ")
    assert ready.startswith("503 ")
    assert json.loads(ready[4:])["parts"]["database"] == "not ok"
    assert "127.0.0.1" not in ready
    assert "secret" not in ready
