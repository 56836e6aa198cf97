"""Reads of matching: a need's runs, its packages, what is to be run next, and when a need was last looked at."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from demand.choices import MATCHED
from demand.models import Need
from matchmaker.accounts.models import Organisation
from matchmaker.lib.claims import MOST_CLAIMS, lapsed
from matchmaker.lib.prepared import Prepared
from matchmaker.matching.choices import UNFINISHED, RunStatus
from matchmaker.matching.facts import taxonomy_version
from matchmaker.matching.models import MatchRun, Package, Shortlist, Watermark


def runs_of(need: Need | int) -> QuerySet[MatchRun]:
    """Newest first, without the stored case."""
    return MatchRun.objects.filter(need=need).defer("case").order_by("-created_at", "-pk")


LATEST: Prepared[MatchRun] = Prepared(lambda need: runs_of(need)[:1], int)
LATEST_DONE: Prepared[MatchRun] = Prepared(lambda need: runs_of(need).filter(status=RunStatus.DONE)[:1], int)


def latest_run(need: Need) -> MatchRun | None:
    return LATEST.first(need.pk)


def latest_with_done(need: Need) -> tuple[MatchRun | None, MatchRun | None]:
    """Both, in one query where the latest one is done or none was ever asked for: most needs."""
    last = latest_run(need)
    return last, last if last is None or last.status == RunStatus.DONE else latest_done(need)


def latest_done(need: Need) -> MatchRun | None:
    return LATEST_DONE.first(need.pk)


def packages_of(organisation: Organisation | int) -> QuerySet[Package]:
    """Packages of the organisation's own needs."""
    rows = Package.objects.filter(run__need__firm__organisation=organisation)
    return rows.select_related("run__need__firm", "run__ranker", "lead__organisation").defer("run__case")


# With its run and need alone: the page names members from the result.
OWN_PACKAGE: Prepared[Package] = Prepared(
    lambda pk, home: packages_of(home).select_related(None).select_related("run__need").filter(pk=pk), int, int
)
POSITIONS: Prepared[Any] = Prepared(
    lambda run: Package.objects.filter(run=run).values_list("position", "pk").order_by("position"), int
)


def runs_to_take(*, most: int, but: set[int]) -> list[MatchRun]:
    """Runs that a free worker may take, the most urgent first: waiting ones, and those whose worker died.

    Locked, without those that another worker is just taking; on SQLite its one writer at a time does the same.
    """
    free = Q(status=RunStatus.QUEUED) | lapsed(RunStatus.RUNNING)
    rows = MatchRun.objects.filter(free, attempts__lt=MOST_CLAIMS).exclude(pk__in=but)
    return list(rows.select_for_update(skip_locked=True).order_by("urgency", "created_at")[:most])


def needs_outdated() -> QuerySet[Shortlist]:
    """Shortlists of open needs whose last answer is of another version of the need, or of another taxonomy.

    Without those whose last run somebody stopped: they ask when they want to.
    """
    runs = MatchRun.objects.filter(need=OuterRef("pk")).order_by("-created_at", "-pk")
    done = runs.filter(status=RunStatus.DONE)
    rows = Shortlist.objects.filter(need__status__in=MATCHED, owed="").exclude(answered="")
    rows = rows.exclude(need__runs__status__in=UNFINISHED)
    rows = rows.annotate(
        run_version=Subquery(done.values("need_version")[:1]),
        run_taxonomy=Subquery(done.values("taxonomy_version")[:1]),
        last_status=Subquery(runs.values("status")[:1]),
    )
    rows = rows.exclude(last_status=RunStatus.CANCELLED)
    return rows.exclude(run_version=F("need__version"), run_taxonomy=taxonomy_version())


def runs_owing() -> QuerySet[Shortlist]:
    """Shortlists of open needs that are owed a full run and have none under way."""
    rows = Shortlist.objects.exclude(owed="").filter(need__status__in=MATCHED)
    return rows.exclude(need__runs__status__in=UNFINISHED)


def runs_owed(*, most: int) -> list[Shortlist]:
    """Those that get a run next: what the day saw, then the night."""
    rows = runs_owing().defer("offers", "kth")
    return list(rows.select_related("need").order_by("-owed", "changed_at", "pk")[:most])


ANSWERED: Prepared[Shortlist] = Prepared(
    lambda need: Shortlist.objects.filter(pk=need, owed="").defer("offers", "kth"), int
)
MARK: Prepared[Watermark] = Prepared(lambda: Watermark.objects.order_by("pk")[:1])


def last_looked_at(need: Need, run: MatchRun) -> datetime | None:
    """When it was last made sure that the market has nothing else for this answer; None where a new one is owed."""
    row = ANSWERED.first(need.pk)
    if row is None or row.need_version != need.version or row.digest != row.answered or run.finished_at is None:
        return None
    mark = MARK.first()
    return max(run.finished_at, row.checked_at, mark.at if mark else row.checked_at)
