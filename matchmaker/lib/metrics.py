"""Figures for Prometheus: what processes count themselves, and what the rows say at the moment of asking.

Several processes on a machine share their counts through the folder PROMETHEUS_MULTIPROC_DIR; without it a process
tells its own. Rows are the same whoever is asked. An app's own figures stand in its ``metrics.py``.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable, Iterator

from django.conf import settings
from django.db import Error
from django.http import HttpRequest
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily, Metric

Source = Callable[[], Iterator[Metric]]
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60)
OWN = CollectorRegistry()
REQUESTS = Histogram(
    "matchmaker_request_seconds",
    "Time of a request by route and status",
    ["route", "status"],
    buckets=SECONDS,
    registry=OWN,
)
TASKS = Histogram(
    "matchmaker_task_seconds", "Time of a task by name and outcome", ["task", "outcome"], buckets=SECONDS, registry=OWN
)
LETTERS = Counter(
    "matchmaker_letters", "Letters and notices by channel and how their try ended", ["channel", "outcome"], registry=OWN
)
POSTS = Counter("matchmaker_webhook_posts", "Posts to webhooks by how their try ended", ["outcome"], registry=OWN)
_sources: list[Source] = []


def metric_source(source: Source) -> Source:
    """Register what yields figures from rows."""
    _sources.append(source)
    return source


class _Rows:
    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("matchmaker_database_up", "Whether the database answered")
        try:
            found = [metric for source in _sources for metric in source()]
        except Error:
            found = []
            up.add_metric([], 0)
        else:
            up.add_metric([], 1)
        yield from [*found, up]


def exposition() -> bytes:
    """Everything as Prometheus reads it."""
    rows = CollectorRegistry()
    rows.register(_Rows())  # type: ignore[arg-type]
    counted = OWN
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        counted = CollectorRegistry()
        multiprocess.MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    return generate_latest(counted) + generate_latest(rows)


def may_scrape(request: HttpRequest) -> bool:
    """The token where one is set; else only a process of this machine that no proxy speaks for."""
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
    forwarded = any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP"))
    return request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1") and not forwarded
