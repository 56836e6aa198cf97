"""One task a second looks where work may wait; an idle site sends nothing, and what waits is found by its own sweep."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from matchmaker.celery import PULSE
from matchmaker.celery import app as celery_app
from matchmaker.exchange.jobs import archiving
from matchmaker.jobs.models import Job
from matchmaker.lib import pulse
from matchmaker.matching.choices import RunStatus, TrainingTrigger
from matchmaker.matching.models import RankingPart, TrainingRun
from matchmaker.matching.tasks import freshen
from matchmaker.notifications.webhooks.services import webhook_add
from suppliers.services import supplier_of
from tests import factories
from tests.notifications.test_sending import tell


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that has not looked yet."""
    celery_app.loader.import_default_modules()
    monkeypatch.setattr(pulse, "_looked", {})


def due(now: float = 0.0) -> list[str]:
    pulse._looked.clear()
    return pulse.tasks_due(PULSE, now=now)


def test_whatever_beat_has_looked_at_says_how_and_is_a_task(fresh: None) -> None:
    assert set(PULSE) == set(pulse.LOOKS)
    assert set(PULSE) <= set(celery_app.tasks)
    assert celery_app.conf.beat_schedule["pulse"]["args"] == (PULSE,)


@pytest.mark.django_db
def test_an_idle_site_sends_nothing_and_asks_little(fresh: None, django_assert_max_num_queries: Any) -> None:
    freshen()
    with django_assert_max_num_queries(24):
        assert due() == []


@pytest.mark.django_db
def test_what_waits_is_found_by_its_own_sweep(fresh: None, sme: Any, supplier: Any) -> None:
    freshen()
    long_ago = timezone.now() - timedelta(minutes=1)
    tell(sme, kind="question_asked")
    assert due() == ["notifications.sweep_deliveries"]
    Job.objects.create(kind=archiving.JOB, created_at=long_ago)
    TrainingRun.objects.create(trigger=TrainingTrigger.WEEKLY, created_at=long_ago)
    RankingPart.objects.create(night=timezone.localdate(), first=1, last=2, created_at=long_ago)
    firm = supplier.memberships.get().organisation
    webhook_add(organisation=firm, user=supplier, url="https://example.com/hook")
    tell(supplier, dedupe_key="hooked", kind="question_asked")
    factories.offer(supplier_of(firm), "SOL-MES")
    found = due()
    assert set(found) >= set(PULSE) - {"matching.sweep_runs", "coverage.sweep_timers"}
    assert RankingPart.objects.get().status == RunStatus.QUEUED


def test_each_is_looked_at_as_often_as_the_table_says(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse, "LOOKS", {"often": lambda: True, "seldom": lambda: True})
    table = {"often": 1.0, "seldom": 5.0}
    seen = [pulse.tasks_due(table, now=100 + at * 1.01) for at in range(11)]
    assert [("often" in names, "seldom" in names) for names in seen] == [
        (True, at in (0, 5, 10)) for at in range(11)
    ]  # fmt: skip


def test_a_pulse_that_comes_a_little_soon_still_counts(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse, "LOOKS", {"sweep": lambda: True})
    assert [bool(pulse.tasks_due({"sweep": 2.0}, now=at)) for at in (0.0, 0.99, 1.97, 2.9, 3.95)] == [
        True, False, True, False, True,
    ]  # fmt: skip
