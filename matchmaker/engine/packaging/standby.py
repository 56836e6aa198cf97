"""Who steps in when a member drops out of one slot."""

from __future__ import annotations

import numpy as np

from matchmaker.engine.packaging.results import Standby
from matchmaker.engine.packaging.terms import TIGHT, candidates, package_of
from matchmaker.engine.types import Bools, Floats, Ints, Package, PackageProblem


def standbys(problem: PackageProblem, package: Package, few: int = 3) -> tuple[tuple[Standby, ...], ...]:
    """(R,) tuples of up to ``few`` offers of suppliers outside the package, most valuable package first."""
    free = candidates(problem) & ~np.isin(problem.offer_supplier, package.members)
    return tuple(
        _for_slot(problem, package, slot, free, few) if row >= 0 else () for slot, row in enumerate(package.cover)
    )


def _for_slot(problem: PackageProblem, package: Package, slot: int, free: Bools, few: int) -> tuple[Standby, ...]:
    cover = np.array(package.cover)
    offers = np.flatnonzero(free & np.isfinite(problem.fit[:, slot]))
    rest = cover.copy()
    rest[slot] = -1
    staying = np.unique(problem.offer_supplier[rest[rest >= 0]])
    if len(staying) >= problem.params.max_members or not np.isin(np.flatnonzero(problem.pinned), staying).all():
        return ()
    paid = problem.offer_price[np.unique(rest[rest >= 0])].sum()
    allowed = paid + problem.offer_price[offers] <= problem.budget * (1 + 1e-9) + TIGHT
    allowed &= ~(problem.needs[offers] & (cover < 0)).any(axis=1)
    if not np.isfinite(problem.lead_points[staying]).any():
        allowed &= np.isfinite(problem.lead_points[problem.offer_supplier[offers]])
    offers = offers[allowed]
    order = np.lexsort((offers, -_gain(problem, staying, offers, slot)))
    return _first_of_each(problem, rest, slot, offers[order], few)


def _gain(problem: PackageProblem, staying: Ints, offers: Ints, slot: int) -> Floats:
    """(n,) value of the package with each offer in ``slot``, up to a constant."""
    params, suppliers = problem.params, problem.offer_supplier[offers]
    gain = problem.fit[offers, slot] - params.price_weight * problem.offer_price[offers] / problem.price_reference
    gain = gain + problem.member_points[suppliers]
    lead = problem.lead_points[staying].max() if len(staying) else -np.inf
    gain = gain + np.maximum(problem.lead_points[suppliers], lead)
    if problem.speaks.shape[1]:
        spoken = problem.speaks[staying].sum(axis=0)
        gain = gain + params.protocol_points * (spoken + problem.speaks[suppliers]).max(axis=1)
    regions = int(problem.home.max(initial=0)) + 1
    homes = np.bincount(problem.home[staying][problem.home[staying] >= 0], minlength=regions)
    own = np.where(problem.home[suppliers] >= 0, homes[problem.home[suppliers]] + 1, 0)
    gain = gain + params.region_points * np.maximum(own, homes.max(initial=0))
    return gain + _joint(problem, staying)[suppliers]


def _joint(problem: PackageProblem, staying: Ints) -> Floats:
    """(S,) pair points that each supplier has with those who stay."""
    joint = np.zeros(len(problem.home))
    for mine, other in ((0, 1), (1, 0)):
        known = np.isin(problem.pairs[:, other], staying)
        np.add.at(joint, problem.pairs[known, mine], problem.pair_points[known])
    return joint


def _first_of_each(problem: PackageProblem, rest: Ints, slot: int, offers: Ints, few: int) -> tuple[Standby, ...]:
    found: dict[int, Standby] = {}
    for offer in offers.tolist():
        supplier = int(problem.offer_supplier[offer])
        if supplier not in found:
            cover = rest.copy()
            cover[slot] = offer
            found[supplier] = Standby(slot, offer, supplier, package_of(problem, tuple(cover.tolist())))
        if len(found) == few:
            break
    return tuple(found.values())
