"""How much a package may cost, from what a firm said about money, and what a support programme would leave to it.

A budget that is not a plain total rests on an assumption; the page must say it (``assumption``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from demand.choices import BudgetPeriod
from demand.fitting import Named, facts_of, said_why
from demand.models import Need, Requirement
from matchmaker.lib.prepared import Prepared
from matchmaker.reference.book import book
from matchmaker.reference.fitting import Fit, best_first
from matchmaker.reference.models import Programme

MONTHS_COUNTED = 36
YEARS_COUNTED = 3
SMALLEST_KRW = 10_000
LARGEST_KRW = 1_000_000_000_000
PERIODS = {BudgetPeriod.ONCE: 1, BudgetPeriod.MONTH: MONTHS_COUNTED, BudgetPeriod.YEAR: YEARS_COUNTED}


@dataclass(frozen=True)
class PackageBudget:
    """``krw``: the most a whole package may cost, None when nothing was said.

    ``assumption``: "" (a plain total), "months", "years", "own" (own share alone) or "own_subsidy" (both together).
    """

    krw: int | None
    assumption: str = ""


@dataclass(frozen=True)
class ProgrammeShare:
    """What one programme would mean: cost of the package, the state's part and the firm's own part, KRW.

    ``why``: what speaks against it, what has to be known first, and what else it asks for, in words.
    """

    programme: Programme
    cost_krw: int
    subsidy_krw: int
    own_krw: int
    fit: Fit
    why: tuple[str, ...] = ()


def package_budget(need: Need) -> PackageBudget:
    """The total if given; else the own share, with the subsidy if that was said too; periods count three years."""
    times = PERIODS.get(BudgetPeriod(need.budget_period), 1)
    lasting = {BudgetPeriod.MONTH: "months", BudgetPeriod.YEAR: "years"}.get(BudgetPeriod(need.budget_period), "")
    if need.budget_krw is not None:
        return PackageBudget(need.budget_krw * times, lasting)
    if need.own_krw is None:
        return PackageBudget(None)
    if need.subsidy_krw is not None:
        return PackageBudget((need.own_krw + need.subsidy_krw) * times, "own_subsidy")
    return PackageBudget(need.own_krw * times, lasting or "own")


def subsidy_of(cost_krw: float, rate: float, cap_krw: int) -> float:
    """The state's part of a cost: rate x cost, but no more than the cap."""
    return min(rate * cost_krw, cap_krw)


def cost_from_own(own_krw: float, rate: float, cap_krw: int) -> float:
    """The dearest package that an own part carries: own = cost - min(rate x cost, cap), solved for the cost."""
    below_cap = own_krw / (1 - rate) if rate < 1 else own_krw + cap_krw
    return below_cap if rate * below_cap <= cap_krw else own_krw + cap_krw


@lru_cache(maxsize=4)
def programmes_on(day: date) -> Prepared[Programme]:
    """Programmes that may be counted on that day."""
    return Prepared(lambda: Programme.objects.running(day))


def programme_shares(need: Need, today: date, asked: Iterable[Requirement], named: Named) -> list[ProgrammeShare]:
    """One line for each programme valid ``today``, those that fit first; empty unless money was said for one payment.

    ``asked``: the need's requirements; ``named``: words for alternatives of capabilities.
    """
    if need.budget_period != BudgetPeriod.ONCE or (need.budget_krw is None and need.own_krw is None):
        return []
    rows = programmes_on(today).rows()
    regions = book().names("regions")
    return [
        _share(need, row, fit, said_why(fit, named, regions, notes=not fit.unfit))
        for row, fit in best_first(rows, facts_of(need, asked, today))
    ]


def _share(need: Need, row: Programme, fit: Fit, why: tuple[str, ...]) -> ProgrammeShare:
    cost = need.budget_krw if need.budget_krw is not None else cost_from_own(need.own_krw or 0, row.rate, row.cap_krw)
    subsidy = subsidy_of(cost, row.rate, row.cap_krw)
    return ProgrammeShare(row, round(cost), round(subsidy), round(cost - subsidy), fit, why)
