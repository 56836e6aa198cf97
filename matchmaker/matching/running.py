"""Runs from claim to result: taken few at a time, answered one by one, written together."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from demand.choices import MATCHED
from demand.engine_need import Asked
from demand.models import Need
from matchmaker.engine.errors import EngineError
from matchmaker.engine.judging.cards import answered
from matchmaker.engine.matching import ENGINE_VERSION, MatchParams, open_matching
from matchmaker.matching import recording
from matchmaker.matching.choices import MOST_ATTEMPTS, PROGRESS, RunStatus, RunStep, Urgency
from matchmaker.matching.errors import NeedNotReady, Superseded
from matchmaker.matching.exposing import merit_row
from matchmaker.matching.models import MatchRun
from matchmaker.matching.selectors import runs_to_take
from matchmaker.matching.services import INTERNAL, LEASE
from matchmaker.matching.shortlists import Basis, basis_now, shortlist_of, shortlists_answered
from matchmaker.matching.states import state_keep
from matchmaker.matching.trials import Opponent, opponent_now, trial_plan, trial_told

logger = logging.getLogger(__name__)
# So many runs that nobody waits for are claimed and written together, and no run is begun so many seconds after the
# claim: that bounds what a person waits behind them, and what is done again after a kill.
AT_ONCE = 6
BEGUN_WITHIN = 0.5


class Taken(NamedTuple):
    """``more``: others wait."""

    runs: list[MatchRun]
    more: bool


class Ground:
    """What the runs of one wake-up stand on, read anew for whoever asked after it was read."""

    def __init__(self) -> None:
        self._basis: Basis | None = None
        self._state = ""
        self._opponent: Opponent | None = None

    def under(self, run: MatchRun) -> Basis:
        if self._basis is None or self._basis.cut < run.created_at:
            self._basis, self._state, self._opponent = basis_now(), "", None
        return self._basis

    def state(self, basis: Basis) -> str:
        """The digest of the stored market that answers on ``basis`` rest on; written by the first."""
        self._state = self._state or state_keep(basis.index.market)
        return self._state

    def opponent(self) -> Opponent:
        self._opponent = self._opponent or opponent_now()
        return self._opponent


@transaction.atomic
def runs_take(*, but: set[int]) -> Taken:
    """Claim the most urgent runs that nobody works on, leaving out ``but``.

    One that a person waits for comes alone. So does one that was begun before: it may be what kills its workers, and
    must not count as a failure of others.
    """
    rows = runs_to_take(most=AT_ONCE + 1, but=but)  # locked until the end: nobody else moves them meanwhile
    calm = [run.urgency != Urgency.PERSON and not run.attempts for run in rows]
    many = calm.index(False) if False in calm else AT_ONCE
    taken = rows[: max(1, min(many, AT_ONCE))]
    MatchRun.objects.filter(pk__in=[run.pk for run in taken]).update(
        status=RunStatus.RUNNING, lease_until=timezone.now() + LEASE, attempts=F("attempts") + 1
    )
    for run in taken:
        run.attempts += 1
    return Taken(taken, len(rows) > len(taken))


def runs_execute(*, runs: list[MatchRun], ground: Ground | None = None) -> None:
    """Answer claimed runs. The computing happens outside any transaction; the rows of all are written in one.

    What is expected to fail ends its run with a code. Anything else is logged and the run goes back into the queue,
    ``MOST_ATTEMPTS`` times at most; the reader only ever sees a neutral sentence.
    ``ground``: shared by the runs of one wake-up.
    """
    ground, until = ground or Ground(), time.monotonic() + BEGUN_WITHIN
    needs = Need.objects.select_related("firm__organisation").in_bulk([run.need_id for run in runs])
    asked, found = Asked(list(needs)), list[recording.Found]()
    for at, run in enumerate(runs):
        if at and time.monotonic() > until:
            _put_back(runs[at:])
            break
        with _guarded(run):
            _told_step(run, RunStep.READ, started_at=timezone.now())
            found.append(_answer(run, needs[run.need_id], asked, ground))
    _written(found)


def _written(found: list[recording.Found]) -> None:
    """Together; where that fails, each by itself, so that only what is to blame fails."""
    if len(found) > 1:
        try:
            runs_finish(found=found)
        except Exception:
            logger.exception("%s runs could not be written together", len(found))
        else:
            return
    for one in found:
        with _guarded(one.run):
            runs_finish(found=[one])


@contextmanager
def _guarded(run: MatchRun) -> Iterator[None]:
    try:
        yield
    except Superseded:
        logger.warning("run %s was cancelled or taken over by another worker", run.pk)
    except (EngineError, NeedNotReady) as failure:
        _leave(run, RunStatus.FAILED, failure.code)
    except Exception:
        logger.exception("run %s failed at attempt %s", run.pk, run.attempts)
        _leave(run, RunStatus.QUEUED if run.attempts < MOST_ATTEMPTS else RunStatus.FAILED, INTERNAL)


def _answer(run: MatchRun, need: Need, said: Asked, ground: Ground) -> recording.Found:
    started = timezone.now()
    if need.status not in MATCHED:  # taken back or withdrawn while the run waited
        raise NeedNotReady
    asked, run.need = said.of(need), need
    _told_step(run, RunStep.CANDIDATES)
    basis = ground.under(run)
    market, curves = basis.index.market, basis.curves
    _told_step(run, RunStep.PACKAGES)
    params = MatchParams(exposure=basis.exposure)
    matching, plan = open_matching(asked, basis.index, curves, params), trial_plan(need, ground.opponent)
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
    return recording.Found(run, recording.Answer.of(result, market, merit_row(matching)), fields, listed)


@transaction.atomic
def runs_finish(*, found: list[recording.Found]) -> None:
    """Everything that finished runs leave behind, or nothing. A run that is no longer ours leaves nothing."""
    befores = recording.runs_before(found)
    ours = [one for one in sorted(found, key=lambda one: one.run.pk) if _ended(one, befores.get(one.run.need_id))]
    recording.write_rows(ours)
    shortlists_answered(found=[(one.listed, one.fields["need_version"], one.fields["data_cut"]) for one in ours])
    for one in ours:
        recording.tell_if_changed(one.run, befores.get(one.run.need_id))


def _ended(one: recording.Found, before: recording.Before | None) -> bool:
    run = one.run
    run.difference = recording.difference(before, one.answer)
    told = one.fields | {"status": RunStatus.DONE, "progress": 100, "error": "", "finished_at": timezone.now()}
    if _mine(run).update(lease_until=None, difference=run.difference, **told):
        return True
    logger.warning("run %s was cancelled or taken over by another worker", run.pk)
    return False


def _mine(run: MatchRun) -> QuerySet[MatchRun]:
    return MatchRun.objects.filter(pk=run.pk, status=RunStatus.RUNNING, attempts=run.attempts)


def _told_step(run: MatchRun, step: RunStep, **fields: Any) -> None:
    """A step for whoever waits; nobody watches the others, and each costs the database a commit."""
    if run.urgency != Urgency.PERSON:
        return
    lease = timezone.now() + LEASE
    if not _mine(run).update(step=step, progress=PROGRESS[step], lease_until=lease, **fields):
        raise Superseded


def _leave(run: MatchRun, status: str, error: str) -> None:
    """End or give back a run that failed, unless another worker has it by now."""
    ended = timezone.now() if status == RunStatus.FAILED else None
    _mine(run).update(status=status, error=error, lease_until=None, finished_at=ended)


def _put_back(runs: list[MatchRun]) -> None:
    """Claimed, but not begun: nothing was tried. Claims of a first time come together, so all stood at one attempt."""
    mine = MatchRun.objects.filter(pk__in=[run.pk for run in runs], status=RunStatus.RUNNING, attempts=1)
    mine.update(status=RunStatus.QUEUED, attempts=0, lease_until=None)
    for run in runs:
        run.attempts = 0
