"""Ended jobs and sent posts are kept for a while to be looked at, then they go; what waits is never touched."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.jobs.models import Job
from matchmaker.jobs.tasks import tidy
from matchmaker.notifications.models import Webhook, WebhookPost
from matchmaker.notifications.webhooks.tasks import tidy_posts

pytestmark = pytest.mark.django_db


def ago(days: float) -> Any:
    return timezone.now() - timedelta(days=days)


def test_jobs_go_by_the_day_they_ended(settings: Any) -> None:
    settings.KEEP_JOBS_DAYS = 90
    rows = [("done", 91), ("failed", 91), ("cancelled", 91), ("done", 89), ("queued", 400), ("running", 400)]
    for status, days in rows:
        ended = None if status in ("queued", "running") else ago(days)
        Job.objects.create(kind="test", status=status, created_at=ago(days + 1), finished_at=ended)
    tidy()
    assert sorted(Job.objects.values_list("status", flat=True)) == ["done", "queued", "running"]
    tidy()
    assert Job.objects.count() == 3


def test_posts_go_once_they_ended_and_are_old(supplier: User, settings: Any) -> None:
    settings.KEEP_POSTS_DAYS = 30
    home = supplier.memberships.get().organisation
    hook = Webhook.objects.create(organisation=home, url="https://example.com/hook")
    for at, (status, days) in enumerate(
        [("sent", 31), ("failed", 31), ("sent", 29), ("queued", 400), ("sending", 400)]
    ):
        WebhookPost.objects.create(
            webhook=hook, event_key=str(at), event="x", body="{}", status=status, created_at=ago(days)
        )
    tidy_posts()
    assert sorted(WebhookPost.objects.values_list("status", flat=True)) == ["queued", "sending", "sent"]
