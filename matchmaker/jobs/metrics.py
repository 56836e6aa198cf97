"""Long work by how it stands."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count
from prometheus_client.core import GaugeMetricFamily, Metric

from matchmaker.jobs.choices import JobStatus
from matchmaker.jobs.models import Job
from matchmaker.lib.metrics import metric_source


@metric_source
def jobs() -> Iterator[Metric]:
    found = GaugeMetricFamily("matchmaker_jobs", "Jobs by kind and status", labels=["kind", "status"])
    for kind, status, count in Job.objects.order_by().values_list("kind", "status").annotate(count=Count("pk")):
        found.add_metric([kind, JobStatus(status)], count)
    yield found
