"""A package that lost a member, made whole again: what stands stays as it is, the best for the rest is found anew.

See "Refilling a package" in ``docs/packaging.md``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np

from matchmaker.engine import packaging
from matchmaker.engine.assembling import Assembled, card_of
from matchmaker.engine.errors import CaseInvalid
from matchmaker.engine.matching import Matching
from matchmaker.engine.packaging.infeasible import worth_of_a_slot
from matchmaker.engine.results import PackageCard
from matchmaker.engine.types import Bools, Package, PackageProblem


@dataclass(frozen=True)
class Refilled:
    """``card`` is None where nothing at all is left; ``gap``: must slots for which nobody was found."""

    card: PackageCard | None
    gap: tuple[int, ...]


def refill(
    matching: Matching,
    fixed: Mapping[int, int],
    excluded: Collection[int] = (),
    open_slots: Collection[int] = (),
    gone: Collection[int] = (),
) -> PackageCard | None:
    """The best package in which each slot of ``fixed`` keeps its offer; None where there is none.

    ``fixed``: slot -> offer id; ``excluded``: ids of suppliers that take no further slot (what is fixed to them stays);
    ``open_slots`` stay open; ``gone``: ids of offers no longer to be had. Raises CaseInvalid for a fixed offer that
    is no candidate of its slot.
    """
    if not matching.has_candidates():
        return None
    problem = _refilling(matching.assembled, fixed, excluded, open_slots, gone)
    best = packaging.solve(problem).best
    return None if best is None else _card(matching.assembled, best)


def refill_most(
    matching: Matching,
    fixed: Mapping[int, int],
    excluded: Collection[int] = (),
    open_slots: Collection[int] = (),
    gone: Collection[int] = (),
) -> Refilled:
    """Like ``refill``; where nothing covers all, as many musts as can be, and which ones stay open."""
    if not matching.has_candidates():
        return Refilled(None, ())
    problem = _refilling(matching.assembled, fixed, excluded, open_slots, gone)
    missing = tuple(int(at) for at in np.flatnonzero(problem.slot_must) if int(at) not in fixed)
    best = packaging.solve(problem).best or most_covered(problem, missing)
    if best is None:
        return Refilled(None, missing)
    return Refilled(_card(matching.assembled, best), tuple(at for at in missing if best.cover[at] < 0))


def with_fixed(
    problem: PackageProblem, fixed: Mapping[int, int], barred: Bools, open_slots: Collection[int] = ()
) -> PackageProblem:
    """The problem in which slot r may be covered by offer row ``fixed[r]`` only and must be.

    ``barred`` (O,): offers that cover no other slot. ``open_slots`` can be covered by nobody. A pinned supplier with
    nothing left to offer need not be in. What a fixed offer needs is a must, which is the same thing, but can be
    left open like any other must where nobody is left.
    """
    fit, must, pinned = problem.fit.copy(), problem.slot_must.copy(), problem.pinned.copy()
    late, far = problem.late_weeks.copy(), problem.far_hops.copy()
    fit[barred] = -np.inf
    pinned &= np.isin(np.arange(len(pinned)), problem.offer_supplier[~barred])
    fit[:, list(open_slots)] = -np.inf
    needs, agreed = problem.needs.copy(), sorted(set(fixed.values()))
    must |= needs[agreed].any(axis=0)
    needs[agreed] = False
    must[list(open_slots)] = False
    for slot, row in fixed.items():
        fit[:, slot] = -np.inf
        fit[row, slot] = problem.fit[row, slot]
        must[slot] = True
        late[row] = far[row] = 0.0
    return replace(problem, fit=fit, slot_must=must, needs=needs, pinned=pinned, late_weeks=late, far_hops=far)


def most_covered(problem: PackageProblem, missing: Collection[int]) -> Package | None:
    """The best of the packages that cover most of the ``missing`` slots, all other musts being covered."""
    rows = list(missing)
    must, fit = problem.slot_must.copy(), problem.fit.copy()
    must[rows] = False
    fit[:, rows] += worth_of_a_slot(problem)
    best = packaging.solve(replace(problem, slot_must=must, fit=fit)).best
    return best and packaging.package_of(problem, best.cover)


def _refilling(
    assembled: Assembled,
    fixed: Mapping[int, int],
    excluded: Collection[int],
    open_slots: Collection[int],
    gone: Collection[int],
) -> PackageProblem:
    """Ids as rows of the problem."""
    market = assembled.index.market
    place = {int(offer): row for row, offer in enumerate(market.offer_id[assembled.offers])}
    rows = {slot: place.get(offer, -1) for slot, offer in fixed.items()}
    if lost := [at for at, row in rows.items() if row < 0 or not np.isfinite(assembled.problem.fit[row, at])]:
        raise CaseInvalid(field="fixed", slots=lost)
    owners = market.supplier_id[assembled.suppliers[assembled.problem.offer_supplier]]
    barred = np.isin(owners, list(excluded)) | np.isin(market.offer_id[assembled.offers], list(gone))
    return with_fixed(assembled.problem, rows, barred, open_slots)


def _card(assembled: Assembled, package: Package) -> PackageCard:
    return card_of(assembled, None, package, "refilled")
