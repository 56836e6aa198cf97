"""What waits to be told, and whether beat lives."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily, Metric

from matchmaker.lib.metrics import metric_source
from matchmaker.notifications.choices import DeliveryStatus
from matchmaker.notifications.health import BEAT
from matchmaker.notifications.models import Delivery, Heartbeat, WebhookPost
from matchmaker.notifications.webhooks.choices import PostStatus


@metric_source
def waiting() -> Iterator[Metric]:
    now = timezone.now()
    length = GaugeMetricFamily("matchmaker_outbox_length", "What is due and has not gone out", labels=["queue"])
    oldest = GaugeMetricFamily("matchmaker_outbox_oldest_seconds", "Age of the oldest of it", labels=["queue"])
    letters = Delivery.objects.filter(status__in=[DeliveryStatus.QUEUED, DeliveryStatus.SENDING], due_at__lte=now)
    posts = WebhookPost.objects.filter(status__in=[PostStatus.QUEUED, PostStatus.SENDING])
    for name, rows, field in (("letters", letters, "due_at"), ("webhooks", posts, "created_at")):
        told = rows.aggregate(count=Count("pk"), first=Min(field))
        length.add_metric([name], told["count"])
        oldest.add_metric([name], (now - told["first"]).total_seconds() if told["first"] else 0)
    yield from (length, oldest)


@metric_source
def given_up() -> Iterator[Metric]:
    dead = GaugeMetricFamily(
        "matchmaker_letters_given_up", "Letters that staff have not sent again yet", labels=["status"]
    )
    for status in (DeliveryStatus.FAILED, DeliveryStatus.BOUNCED, DeliveryStatus.STOPPED):
        dead.add_metric([status], Delivery.objects.filter(status=status).count())
    yield dead


@metric_source
def beat() -> Iterator[Metric]:
    age = GaugeMetricFamily("matchmaker_beat_tick_age_seconds", "Since beat asked and a worker answered; -1: never")
    last = Heartbeat.objects.filter(name=BEAT).values_list("at", flat=True).first()
    age.add_metric([], (timezone.now() - last).total_seconds() if last else -1)
    yield age
