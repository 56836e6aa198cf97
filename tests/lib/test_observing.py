"""A request's id is answered, logged and carried into its tasks; figures are for whoever may read them."""

from __future__ import annotations

import json
import logging
import time
from typing import Any

import pytest
from celery import Celery
from celery.contrib.testing.worker import start_worker
from django.test import Client
from django.urls import reverse
from structlog.contextvars import bind_contextvars, clear_contextvars, get_contextvars

from matchmaker.accounts.models import User
from matchmaker.lib.logs import logging_settings, request_id
from tests.notifications.test_sending import tell

METRICS = reverse("metrics")


@pytest.mark.parametrize("given", ["a" * 8, "0f-17.proxy_2", "a" * 64])
def test_an_id_that_looks_like_one_is_kept(given: str, client: Client) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", "short", "a" * 65, "two words", "with;sign1", "<script>aaaa", "-leading-dash"])
def test_anything_else_gets_a_new_one(given: str, client: Client) -> None:
    found = client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"]
    assert found != given
    assert request_id(found) == found


def test_an_event_is_a_line_of_json_with_what_is_bound_to_it() -> None:
    config = logging_settings(form="json", level="INFO")
    formatter = config["formatters"]["event"]["()"](
        processors=config["formatters"]["event"]["processors"],
        foreign_pre_chain=config["formatters"]["event"]["foreign_pre_chain"],
    )
    clear_contextvars()
    bind_contextvars(request_id="abcdefgh")
    record = logging.LogRecord("matchmaker.x", logging.INFO, __file__, 1, "찾음 %s", ("3건",), None)
    record.route = "home"
    told = json.loads(formatter.format(record))
    clear_contextvars()
    assert told["event"] == "찾음 3건"
    assert (told["request_id"], told["route"], told["level"], told["logger"]) == (
        "abcdefgh", "home", "info", "matchmaker.x",
    )  # fmt: skip


def test_a_request_is_logged_by_its_route_and_never_by_its_address(client: Client, db: None, caplog: Any) -> None:
    with caplog.at_level(logging.INFO, logger="matchmaker.requests"):
        client.get("/organisation/invitation/a-secret-token/")
    (record,) = [row for row in caplog.records if row.name == "matchmaker.requests"]
    assert (record.route, record.method, record.status) == ("accounts:invitation", "GET", 404)
    assert "a-secret-token" not in str(record.__dict__)
    assert get_contextvars() == {}


def test_the_id_follows_into_the_task() -> None:
    seen: list[dict[str, Any]] = []
    app = Celery("observed", broker="memory://", set_as_current=False)

    @app.task(name="observed.look")
    def look() -> None:
        seen.append(dict(get_contextvars()))

    with start_worker(app, perform_ping_check=False, pool="solo"):
        bind_contextvars(request_id="the-request-1")
        look.delay()
        clear_contextvars()
        until = time.monotonic() + 30
        while not seen and time.monotonic() < until:  # the worker takes it in a thread of its own
            time.sleep(0.01)
    assert [(row["request_id"], row["task"]) for row in seen] == [("the-request-1", "observed.look")]


def test_figures_tell_what_waits_and_how_long_requests_took(sme: User, client: Client) -> None:
    tell(sme, kind="question_asked")
    client.get("/healthz")
    text = client.get(METRICS).content.decode()
    for line in (
        'matchmaker_request_seconds_count{route="healthz",status="2xx"}',
        'matchmaker_outbox_length{queue="letters"} 1.0',
        'matchmaker_outbox_oldest_seconds{queue="letters"}',
        'matchmaker_runs_last_day{status="failed"} 0.0',
        "matchmaker_beat_tick_age_seconds -1.0",
        "matchmaker_database_up 1.0",
    ):
        assert line in text


@pytest.mark.parametrize(
    "how",
    [{"REMOTE_ADDR": "203.0.113.9"}, {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}, {"HTTP_X_REAL_IP": "127.0.0.1"}],
    ids=["from outside", "through a proxy here", "through another proxy"],
)
def test_nobody_from_outside_reads_them_without_the_token(how: dict[str, str], client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = ""
    assert client.get(METRICS, **how).status_code == 404
    settings.METRICS_TOKEN = "s3cret"
    assert client.get(METRICS, **how).status_code == 404
    assert client.get(METRICS, **how, HTTP_AUTHORIZATION="Bearer wrong").status_code == 404


def test_whoever_knows_the_token_reads_them_from_anywhere(client: Client, db: None, settings: Any) -> None:
    settings.METRICS_TOKEN = "s3cret"
    assert client.get(METRICS).status_code == 404
    answer = client.get(METRICS, REMOTE_ADDR="203.0.113.9", HTTP_AUTHORIZATION="Bearer s3cret")
    assert answer.status_code == 200
