"""A long table is written chunk by chunk, and still ends with all of it or with nothing."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from demand.models import Need
from matchmaker.accounts.models import Organisation, User
from matchmaker.exchange import applying, services
from matchmaker.exchange.models import Import, ImportChange
from matchmaker.jobs.choices import JobStatus
from matchmaker.jobs.errors import JobCancelled
from matchmaker.jobs.models import Job
from matchmaker.jobs.tasks import run
from matchmaker.jobs.work import Work
from suppliers.models import RegisterEntry
from tests.cast import Browsers
from tests.exchange.tables import SAMPLES, Sample

pytestmark = pytest.mark.django_db
REGISTER, NEEDS = SAMPLES["register"], SAMPLES["needs"]
ROWS = (*REGISTER.rows, "103,가온,부산시 사상구")


class Stopped(Work):
    """Somebody stops the work behind its first chunk; what came before stays, as after a kill."""

    @contextmanager
    def step(self, done: int, **kept: Any) -> Iterator[None]:
        if done > 1:
            raise JobCancelled
        with super().step(done, **kept):
            yield


@pytest.fixture(autouse=True)
def a_row_a_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "CHUNK", 1)


def wanted(user: User, sample: Sample, *rows: str, mode: str = "all") -> tuple[Import, Job]:
    home = Organisation.objects.get(memberships__user=user)
    table = {"filename": "표.csv", "file": io.BytesIO(sample.text(*rows).encode())}
    batch, job, _short = services.import_start(organisation=home, kind=sample.kind, by=user, **table)
    run(job.pk)
    batch.refresh_from_db()
    return batch, services.import_want(batch=batch, mode=mode, actor=user)


@pytest.fixture
def stopped(administrator: User) -> Import:
    batch, job = wanted(administrator, REGISTER, *ROWS)
    Job.objects.filter(pk=job.pk).update(status=JobStatus.RUNNING)
    job.refresh_from_db()
    with pytest.raises(JobCancelled):
        applying.import_apply(batch=batch, work=Stopped(job))
    assert (job.total, RegisterEntry.objects.count()) == (0, 1)
    Job.objects.filter(pk=job.pk).update(status=JobStatus.CANCELLED)
    return Import.objects.get()


def test_whoever_goes_on_writes_the_rest_and_nothing_twice(stopped: Import, administrator: User) -> None:
    job = services.import_resume(batch=stopped, actor=administrator)
    run(job.pk)
    stopped.refresh_from_db()
    assert (stopped.status, stopped.made, RegisterEntry.objects.count()) == ("done", 3, 3)
    job.refresh_from_db()
    assert (job.done, job.total) == (3, 3)


def test_the_page_says_that_it_stands_still(stopped: Import, administrator: User, client_for: Browsers) -> None:
    page = client_for(administrator).get(f"/import/file/{stopped.pk}/").content.decode()
    assert "멈춰 있음" in page
    assert "반영하는 중" not in page


def test_throwing_away_what_stopped_halfway_takes_it_back(stopped: Import, administrator: User) -> None:
    job = services.import_drop(batch=stopped, actor=administrator)
    assert job is not None
    run(job.pk)
    stopped.refresh_from_db()
    assert (stopped.status, RegisterEntry.objects.count()) == ("undone", 0)


def test_what_nobody_looks_after_is_taken_back_the_next_night(stopped: Import) -> None:
    Import.objects.update(created_at=timezone.now() - timedelta(days=1, hours=1))
    services.imports_tidy()
    run(Job.objects.get(status=JobStatus.QUEUED).pk)
    assert RegisterEntry.objects.count() == 0


def test_a_row_that_turns_bad_late_takes_the_others_back(sme: User) -> None:
    _batch, job = wanted(sme, NEEDS)
    run(job.pk)
    second = NEEDS.rows[1].replace(",,,,,", ",,1억,,,")
    batch, job = wanted(sme, NEEDS, NEEDS.changed, second)
    first, last = Need.objects.order_by("pk")
    Need.objects.filter(pk=last.pk).update(status="checked")
    run(job.pk)
    batch.refresh_from_db()
    assert (batch.status, batch.error, batch.mode) == ("preview", "RowsBad", "")
    assert Need.objects.get(pk=first.pk).budget_krw == first.budget_krw
    assert not ImportChange.objects.filter(batch=batch).exists()
    run(services.import_want(batch=batch, mode="good", actor=sme).pk)
    batch.refresh_from_db()
    assert (batch.status, batch.changed, batch.bad) == ("done", 1, 1)


def test_two_tables_of_a_kind_are_not_written_at_once(administrator: User) -> None:
    wanted(administrator, REGISTER)
    with pytest.raises(services.AnotherWriting):
        wanted(administrator, REGISTER, *ROWS)
