"""Writes of matching: runs from request to result, feedback and what was shown to whom."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from demand.choices import MATCHED
from demand.engine_need import engine_need
from demand.models import Need
from matchmaker.accounts.models import User
from matchmaker.engine.errors import EngineError
from matchmaker.engine.judging.cards import answered
from matchmaker.engine.matching import ENGINE_VERSION, MatchParams, open_matching
from matchmaker.lib.claims import MOST_CLAIMS, abandoned, claim
from matchmaker.matching import recording
from matchmaker.matching.choices import (
    MOST_ATTEMPTS,
    PROGRESS,
    UNFINISHED,
    URGENCY,
    FeedbackKind,
    RunStatus,
    RunStep,
    Trigger,
    Urgency,
)
from matchmaker.matching.errors import NeedNotReady, Superseded
from matchmaker.matching.exposing import merit_row
from matchmaker.matching.models import Feedback, Impression, MatchRun, Package, RunMerit, Shortlist
from matchmaker.matching.selectors import needs_outdated, runs_owed, runs_to_take
from matchmaker.matching.shortlists import Basis, Ranked, basis_now, shortlist_answered, shortlist_of
from matchmaker.matching.states import state_keep
from matchmaker.matching.trials import trial_plan, trial_told
from suppliers.models import Offer, Supplier

logger = logging.getLogger(__name__)
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


def _unfinished(need: Need) -> MatchRun | None:
    return MatchRun.objects.filter(need=need, status__in=UNFINISHED).first()


class Ground:
    """What the runs of one wake-up stand on, read anew for whoever asked after it was read."""

    def __init__(self) -> None:
        self._basis: Basis | None = None
        self._state = ""

    def under(self, run: MatchRun) -> Basis:
        if self._basis is None or self._basis.cut < run.created_at:
            self._basis, self._state = basis_now(), ""
        return self._basis

    def state(self, basis: Basis) -> str:
        """The digest of the stored market that answers on ``basis`` rest on; written by the first."""
        self._state = self._state or state_keep(basis.index.market)
        return self._state


def run_execute(*, run: MatchRun, ground: Ground | None = None) -> None:
    """Answer a claimed run. The computing happens outside any transaction; its rows are written in one.

    What is expected to fail ends the run with a code. Anything else is logged and the run goes back into the
    queue, ``MOST_ATTEMPTS`` times at most; the reader only ever sees a neutral sentence.
    ``ground``: shared by the runs of one wake-up.
    """
    try:
        _answer(run, ground or Ground())
    except Superseded:
        logger.warning("run %s was taken over by another worker", run.pk)
    except (EngineError, NeedNotReady) as failure:
        _leave(run, RunStatus.FAILED, failure.code)
    except Exception:
        logger.exception("run %s failed at attempt %s", run.pk, run.attempts)
        _leave(run, RunStatus.QUEUED if run.attempts < MOST_ATTEMPTS else RunStatus.FAILED, INTERNAL)


def _answer(run: MatchRun, ground: Ground) -> None:
    started = timezone.now()
    _told_step(run, RunStep.READ, started_at=started)
    need = Need.objects.select_related("firm__organisation").get(pk=run.need_id)
    if need.status not in MATCHED:  # taken back or withdrawn while the run waited
        raise NeedNotReady
    asked = engine_need(need)
    _told_step(run, RunStep.CANDIDATES)
    basis = ground.under(run)
    market, curves = basis.index.market, basis.curves
    _told_step(run, RunStep.PACKAGES)
    params = MatchParams(exposure=basis.exposure)
    matching, plan = open_matching(asked, basis.index, curves, params), trial_plan(need)
    result, done = answered(matching, plan)
    listed = shortlist_of(matching, basis)
    _told_step(run, RunStep.SAVING)
    fields = {
        "need_version": need.version,
        "started_at": started,
        "ranker": basis.ranker,
        "market_version": market.version,
        "taxonomy_version": market.taxonomy.version,
        "engine_version": ENGINE_VERSION,
        "data_cut": basis.cut,
        "trial": trial_told(plan, done),
        "market_state_id": ground.state(basis),
        **recording.case_fields(asked, curves, params, result, plan if done else {}),
    }
    answer = recording.Answer.of(result, market, merit_row(matching))
    run_finish(run=run, answer=answer, fields=fields, listed=listed)


@transaction.atomic
def run_finish(*, run: MatchRun, answer: recording.Answer, fields: dict[str, Any], listed: Ranked) -> None:
    """Everything a finished run leaves behind, or nothing. Raises Superseded when the run is no longer ours."""
    before = MatchRun.objects.filter(need=run.need_id, status=RunStatus.DONE).order_by("-created_at").first()
    run.difference = recording.difference(before, answer)
    fields |= {"status": RunStatus.DONE, "progress": 100, "error": "", "finished_at": timezone.now()}
    if not _mine(run).update(lease_until=None, difference=run.difference, **fields):
        raise Superseded
    recording.write_rows(run, answer)
    shortlist_answered(found=listed, version=fields["need_version"], cut=fields["data_cut"])
    RunMerit.objects.create(run=run, **answer.merit)
    recording.tell_if_changed(run, before)


def _mine(run: MatchRun) -> Any:
    return MatchRun.objects.filter(pk=run.pk, status=RunStatus.RUNNING, attempts=run.attempts)


def _step(run: MatchRun, step: RunStep, **fields: Any) -> None:
    lease = timezone.now() + LEASE
    if not _mine(run).update(step=step, progress=PROGRESS[step], lease_until=lease, **fields):
        raise Superseded


def _told_step(run: MatchRun, step: RunStep, **fields: Any) -> None:
    """A step for whoever waits; nobody watches the others, and each costs the database a commit."""
    if run.urgency == Urgency.PERSON:
        _step(run, step, **fields)


def _leave(run: MatchRun, status: str, error: str) -> None:
    """End or give back a run that failed, unless another worker has it by now."""
    ended = timezone.now() if status == RunStatus.FAILED else None
    _mine(run).update(status=status, error=error, lease_until=None, finished_at=ended)


def run_take(*, but: set[int]) -> MatchRun | None:
    """Claim the most urgent run that nobody works on, leaving out ``but``; None where there is none."""
    for pk in runs_to_take(most=10, but=but):
        row = claim(MatchRun, pk, waiting=RunStatus.QUEUED, busy=RunStatus.RUNNING, lease=LEASE)
        if row is not None:
            return row
    return None


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


@transaction.atomic
def impressions_record(*, run: MatchRun, viewer: User, page: str, shown: Iterable[tuple[int | None, int]]) -> bool:
    """Log every (package id, position) shown, once for a person, page and run; False when that was logged before."""
    rows = [Impression(run=run, viewer=viewer, package_id=package, position=at, page=page) for package, at in shown]
    seen = set(Impression.objects.filter(run=run, viewer=viewer, page=page).values_list("package_id", flat=True))
    fresh = [row for row in rows if row.package_id not in seen]
    Impression.objects.bulk_create(fresh)
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
