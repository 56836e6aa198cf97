"""Runs by how they ended, and those that wait."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily, Metric

from matchmaker.lib.metrics import metric_source
from matchmaker.matching.choices import RunStatus
from matchmaker.matching.models import MatchRun


@metric_source
def runs() -> Iterator[Metric]:
    now = timezone.now()
    outcome = GaugeMetricFamily("matchmaker_runs_last_day", "Runs asked for in 24 hours, by status", labels=["status"])
    rows = MatchRun.objects.filter(created_at__gt=now - timedelta(days=1)).order_by()
    counts = dict(rows.values_list("status").annotate(count=Count("pk")))
    for status in RunStatus.values:
        outcome.add_metric([status], counts.get(status, 0))
    oldest = GaugeMetricFamily("matchmaker_runs_oldest_seconds", "Age of the oldest run that waits")
    first = MatchRun.objects.filter(status=RunStatus.QUEUED).aggregate(first=Min("created_at"))["first"]
    oldest.add_metric([], (now - first).total_seconds() if first else 0)
    yield from (outcome, oldest)
