"""The front door: ``match(need, market, ranker, params) -> MatchResult``; the same input gives the same answer."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from matchmaker.engine import packaging
from matchmaker.engine.assembling import Assembled, assemble, card_of
from matchmaker.engine.packaging import Change
from matchmaker.engine.ranking import AdditiveRanker, prior_ranker
from matchmaker.engine.results import (
    Gap,
    MatchParams,
    MatchResult,
    PackageCard,
    Reason,
    Relaxed,
    RelaxStep,
)
from matchmaker.engine.retrieval import MarketIndex, index_market
from matchmaker.engine.rules import kept_against_wish
from matchmaker.engine.shortlist import Shortlist, shortlist, slot_results
from matchmaker.engine.types import Market, Need, PackageProblem, Solution

ENGINE_VERSION = "3"


@dataclass(frozen=True)
class WhatIf:
    """Limits moved while all scores stay those of the need as posted.

    ``drop``: capability codes no longer asked for. ``exclude``, ``pin``: supplier ids, added to the need's own.
    """

    budget_krw: float | None = None
    deadline_weeks: float | None = None
    drop: tuple[str, ...] = ()
    exclude: tuple[int, ...] = ()
    pin: tuple[int, ...] = ()
    max_members: int | None = None


@dataclass(frozen=True)
class WhatIfResult:
    """``package`` is the best one under the changed limits; None where there is none (``status`` "infeasible")."""

    status: str
    package: PackageCard | None
    bound: float | None
    gap: float


@dataclass
class Matching:
    """One need against one market, opened once and asked several times: ranked offers, packages, what-ifs."""

    need: Need
    index: MarketIndex
    ranker: AdditiveRanker
    params: MatchParams
    scored_as: Need | None = None

    @cached_property
    def listed(self) -> Shortlist:
        return shortlist(self.need, self.index, self.ranker, scored_as=self.scored_as)

    @cached_property
    def assembled(self) -> Assembled:
        return assemble(self.listed, self.index, self.ranker, self.params)

    @cached_property
    def prepared(self) -> packaging.Prepared:
        return packaging.prepare(self.assembled.problem)

    def has_candidates(self) -> bool:
        return bool(self.listed.slots) and len(self.assembled.offers) > 0

    def solution(self) -> Solution:
        if not self.has_candidates():
            return Solution(None, -math.inf, 0.0, "infeasible", 0)
        found = self.prepared.solve()
        if found.best is None and found.status == "limit":
            quick = packaging.greedy(self.assembled.problem)
            return replace(found, best=quick.best, status="greedy" if quick.best is not None else "limit")
        return found

    def result(self) -> MatchResult:
        """Everything a page shows."""
        if self.has_candidates():
            self.prepared.pool()  # finds the best package on its way, which asking for that alone would do twice
        slots = slot_results(self.listed, self.index, self.ranker, self.params)
        solution = self.solution() if slots else Solution(None, -math.inf, 0.0, "nothing_needed", 0)
        cards, complete = self._cards(solution)
        return MatchResult(
            need=self.need.id,
            status=solution.status,
            slots=slots,
            packages=cards,
            bound=_finite(solution.bound),
            gap=solution.gap if math.isfinite(solution.gap) else 1.0,
            complete=complete,
            infeasible=self._gap() if solution.status == "infeasible" else None,
            notices=self._notices(),
            versions=self._versions(),
        )

    def _cards(self, solution: Solution) -> tuple[tuple[PackageCard, ...], bool]:
        """The cards, and whether their pool is complete; a greedy answer is one card and proves nothing."""
        if solution.best is None:
            return (), solution.status != "limit"
        if solution.status == "greedy":
            return (card_of(self.assembled, self.prepared, solution.best, "best"),), False
        found = self.prepared.cards(self.params.cards, nearness=self.assembled.nearness, upgrade=self.assembled.upgrade)
        cards = tuple(card_of(self.assembled, self.prepared, c.package, c.label, c.also) for c in found)
        return cards, found.pool.complete

    def _gap(self) -> Gap:
        musts = tuple(row for row, slot in enumerate(self.listed.slots) if slot.must)
        if not self.has_candidates():
            return Gap(None, musts, (), ())
        told = packaging.explain_infeasible(self.assembled.problem)
        partial = None if told.partial is None else card_of(self.assembled, None, told.partial, "partial")
        relaxed = tuple(
            Relaxed(
                tuple(self._step(step.kind, step.amount, step.slot) for step in one.steps),
                card_of(self.assembled, None, one.package, "relaxed"),
            )
            for one in told.relaxations
        )
        conflict = tuple(self._step(kind, 0.0, row) for kind, row in told.conflict)
        return Gap(partial, told.open_slots, conflict, relaxed)

    def _step(self, kind: str, amount: float, row: int) -> RelaxStep:
        if kind == "pinned" and row >= 0:
            ids = self.index.market.supplier_id
            return RelaxStep(kind, float(amount), supplier=int(ids[self.assembled.suppliers[row]]))
        return RelaxStep(kind, float(amount), slot=int(row) if row >= 0 else None)

    def _notices(self) -> tuple[Reason, ...]:
        lost = self.assembled.pinned_without_offer if self.has_candidates() else sorted(self.need.pinned)
        kept = kept_against_wish(self.listed.slots, self.need)
        return tuple(
            [Reason("pinned_without_offer", {"supplier": supplier}) for supplier in lost]
            + [Reason("unwanted_kept", {"slot": row}) for row in kept]
        )

    def _versions(self) -> dict[str, str]:
        return {
            "engine": ENGINE_VERSION,
            "market": self.index.market.version,
            "ranker": self.ranker.version,
            "taxonomy": self.index.taxonomy.version,
        }

    def what_if(self, change: WhatIf) -> WhatIfResult:
        """The best package under changed limits: from what this matching proved where the slots stay, else anew."""
        if change.drop or (change.budget_krw is not None and change.deadline_weeks is not None):
            changed = Matching(
                changed_need(self.need, change), self.index, self.ranker, with_members(self.params, change), self.need
            )
            return changed._answer(changed.solution())
        if not self.has_candidates():
            return WhatIfResult("infeasible", None, None, 0.0)
        if change.deadline_weeks is None:
            return self._answer(self.prepared.what_if(self._rows(change)))
        problem = packaging.changed(self._with_deadline(change.deadline_weeks), self._rows(change))
        return self._answer(packaging.solve(problem, keep=self.prepared))

    def _with_deadline(self, weeks: float) -> PackageProblem:
        problem = self.assembled.problem
        return replace(problem, late_weeks=np.maximum(problem.offer_weeks - weeks, 0.0))

    def _rows(self, change: WhatIf) -> Change:
        """Ids as problem rows; a supplier that is no candidate can neither be left out nor put in."""
        ids = self.index.market.supplier_id[self.assembled.suppliers].tolist()
        place = {supplier: row for row, supplier in enumerate(ids)}
        return Change(
            budget=change.budget_krw,
            exclude=tuple(place[s] for s in change.exclude if s in place),
            pin=tuple(place[s] for s in change.pin if s in place),
            members=change.max_members,
        )

    def _answer(self, solution: Solution) -> WhatIfResult:
        card = None if solution.best is None else card_of(self.assembled, None, solution.best, "best")
        gap = solution.gap if math.isfinite(solution.gap) else 1.0
        return WhatIfResult(solution.status, card, _finite(solution.bound), gap)


def match(
    need: Need,
    market: Market | MarketIndex,
    ranker: AdditiveRanker | None = None,
    params: MatchParams | None = None,
) -> MatchResult:
    """Slots, ranked offers with reasons, filtered offers with theirs, packages or why there are none.

    ``ranker``: the stated prior if None. Raises UnknownCode for codes that the market's taxonomy lacks.
    """
    return open_matching(need, market, ranker, params).result()


def open_matching(
    need: Need,
    market: Market | MarketIndex,
    ranker: AdditiveRanker | None = None,
    params: MatchParams | None = None,
) -> Matching:
    """Like ``match``, for callers that ask more than once."""
    return Matching(need, index_market(market), ranker or prior_ranker(), params or MatchParams())


def what_if(
    need: Need,
    market: Market | MarketIndex,
    ranker: AdditiveRanker | None,
    params: MatchParams | None,
    change: WhatIf,
) -> WhatIfResult:
    """One slider moved: the best package under ``change``. A page that asks often keeps an ``open_matching``."""
    return open_matching(need, market, ranker, params).what_if(change)


def changed_need(need: Need, change: WhatIf) -> Need:
    """The need with ``change`` applied; an asked slot goes if all its alternatives are dropped."""
    kept = []
    for slot in need.asked:
        codes = tuple(code for code in slot.codes if code not in change.drop)
        kept += [replace(slot, codes=codes)] if codes else []
    return replace(
        need,
        asked=tuple(kept),
        budget_krw=need.budget_krw if change.budget_krw is None else change.budget_krw,
        deadline_weeks=need.deadline_weeks if change.deadline_weeks is None else change.deadline_weeks,
        excluded=tuple(dict.fromkeys(need.excluded + change.exclude)),
        pinned=tuple(dict.fromkeys(need.pinned + change.pin)),
    )


def with_members(params: MatchParams, change: WhatIf) -> MatchParams:
    if change.max_members is None:
        return params
    return replace(params, packaging=replace(params.packaging, max_members=change.max_members))


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
