"""Writes of matching: runs that are asked for or owed, feedback and what was shown to whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from demand.choices import MATCHED
from demand.models import Need
from matchmaker.accounts.models import User
from matchmaker.lib.claims import MOST_CLAIMS, abandoned
from matchmaker.lib.prepared import Prepared
from matchmaker.matching.choices import UNFINISHED, URGENCY, FeedbackKind, RunStatus, RunStep, Trigger, Urgency
from matchmaker.matching.errors import NeedNotReady
from matchmaker.matching.models import Feedback, Impression, MatchRun, Package, Shortlist
from matchmaker.matching.selectors import needs_outdated, runs_owed
from suppliers.models import Offer, Supplier

LEASE = timedelta(seconds=settings.LEASE_SECONDS)
MESSAGE_LOST_AFTER = timedelta(seconds=3)
SWEPT_AT_ONCE = 50
# So many runs that no person asked for wait at most; what else is owed stays in its row until there is room.
QUEUE_MOST = 200
INTERNAL = "internal"


@transaction.atomic
def run_request(*, need: Need, trigger: str, user: User | None = None) -> MatchRun:
    """A queued run for the need as it is now, or the one that is not finished yet: pressing twice asks once.

    Raises NeedNotReady for a draft or a closed need. The caller wakes a worker after commit.
    """
    if need.status not in MATCHED:
        raise NeedNotReady
    urgency = URGENCY[Trigger(trigger)]
    if (run := _unfinished(need)) is not None:
        MatchRun.objects.filter(pk=run.pk, urgency__gt=urgency).update(urgency=urgency)
        return run
    try:
        with transaction.atomic():
            return MatchRun.objects.create(
                need=need,
                need_version=need.version,
                trigger=trigger,
                urgency=urgency,
                requested_by=user,
                step=RunStep.READ,
            )
    except IntegrityError:  # somebody else pressed in the same moment
        return MatchRun.objects.filter(need=need).latest("created_at")


@transaction.atomic
def run_cancel(*, run: MatchRun) -> bool:
    """Stop a run that has not ended; its worker notices at its next write and leaves nothing. False when it had ended.

    By day only a person, or a market that moved, asks again; an answer that there was is looked after by the night.
    """
    return bool(
        MatchRun.objects.filter(pk=run.pk, status__in=UNFINISHED).update(
            status=RunStatus.CANCELLED, lease_until=None, finished_at=timezone.now()
        )
    )


def _unfinished(need: Need) -> MatchRun | None:
    return MatchRun.objects.filter(need=need, status__in=UNFINISHED).first()


@transaction.atomic
def owed_request() -> int:
    """Queue runs for needs that are owed one, as far as there is room; returns how many. The rest stays owed."""
    waiting = MatchRun.objects.filter(status=RunStatus.QUEUED, urgency__gt=Urgency.PERSON).count()
    rows = runs_owed(most=max(0, QUEUE_MOST - waiting))
    MatchRun.objects.bulk_create(
        (
            MatchRun(
                need=row.need,
                need_version=row.need.version,
                trigger=row.owed,
                urgency=URGENCY[Trigger(row.owed)],
                step=RunStep.READ,
            )
            for row in rows
        ),
        ignore_conflicts=True,  # two that ask at once: the constraint lets one run a need through
    )
    Shortlist.objects.filter(pk__in=[row.pk for row in rows]).update(owed="")
    return len(rows)


@transaction.atomic
def outdated_owe() -> int:
    """Owe a run to every need whose answer is of another version or taxonomy; returns how many."""
    keys = list(needs_outdated().values_list("pk", flat=True))
    return Shortlist.objects.filter(pk__in=keys).update(owed=Trigger.STALE, changed_at=timezone.now())


def runs_lost() -> QuerySet[MatchRun]:
    """Runs that nobody works on."""
    return abandoned(MatchRun, waiting=RunStatus.QUEUED, busy=RunStatus.RUNNING, since=MESSAGE_LOST_AFTER)


@transaction.atomic
def runs_sweep() -> list[int]:
    """Ids of runs that nobody works on, oldest first; those whose worker died too often are given up."""
    lost = runs_lost()
    spent = lost.filter(attempts__gte=MOST_CLAIMS)
    spent.update(status=RunStatus.FAILED, error=INTERNAL, lease_until=None, finished_at=timezone.now())
    return list(lost.order_by("created_at").values_list("pk", flat=True)[:SWEPT_AT_ONCE])


@transaction.atomic
def feedback_record(
    *,
    need: Need,
    supplier: Supplier,
    kind: str,
    run: MatchRun | None = None,
    offer: Offer | None = None,
    reason: str = "",
    value: float | None = None,
) -> Feedback:
    """One thing that happened between a need and a supplier; append-only, called by the floors above."""
    return Feedback.objects.create(
        need=need, supplier=supplier, kind=kind, run=run, offer=offer, reason=reason, value=value
    )


SEEN: Prepared[Any] = Prepared(
    lambda run, viewer, page: Impression.objects.filter(run=run, viewer=viewer, page=page).values_list(
        "package_id", flat=True
    ),
    int,
    int,
    str,
)


def impressions_record(*, run: MatchRun, viewer: User, page: str, shown: Iterable[tuple[int | None, int]]) -> bool:
    """Log every (package id, position) shown, once for a person, page and run; False when that was logged before."""
    rows = [Impression(run=run, viewer=viewer, package_id=package, position=at, page=page) for package, at in shown]
    seen = set(SEEN.rows(run.pk, viewer.pk, page))
    fresh = [row for row in rows if row.package_id not in seen]
    Impression.objects.bulk_create(fresh)  # all of them or none, by itself
    return bool(fresh)


@transaction.atomic
def package_opened(*, package: Package) -> None:
    """A person looked at a package closely: an "opened" for each supplier in it."""
    members = package.items.filter(supplier__isnull=False).order_by("slot").values_list("supplier_id", "offer_id")
    firsts = dict(reversed(list(members)))
    Feedback.objects.bulk_create(
        Feedback(need=package.run.need, run=package.run, supplier_id=pk, offer_id=offer, kind=FeedbackKind.OPENED)
        for pk, offer in sorted(firsts.items())
    )
