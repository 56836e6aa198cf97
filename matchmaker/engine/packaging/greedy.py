"""A quick package without proof: the labelled fallback and the first lower bound of the exact search."""

from __future__ import annotations

import numpy as np

from matchmaker.engine.packaging.terms import candidates, package_of
from matchmaker.engine.types import Package, PackageProblem, Solution


def greedy(problem: PackageProblem) -> Solution:
    """Covers the slot with fewest offers first, each by the offer that adds most; then drops what does not pay.

    The bound is infinite: nothing is proved. Status "greedy", or "infeasible" with no package where it found none,
    which proves nothing either.
    """
    cover = _build(problem)
    best = None if cover is None else package_of(problem, tuple(cover))
    if best is None:
        return Solution(None, np.inf, np.inf, "infeasible", 0)
    return Solution(best, np.inf, np.inf, "greedy", 0)


def _build(problem: PackageProblem) -> list[int] | None:
    free = candidates(problem)
    value = np.where(free[:, None], problem.fit, -np.inf)
    cost = problem.params.price_weight * problem.offer_price / problem.price_reference
    cover = np.full(len(problem.slot_must), -1)
    order = sorted(np.flatnonzero(problem.slot_must), key=lambda r: (int(np.isfinite(value[:, r]).sum()), int(r)))
    for slot in [*order, *np.flatnonzero(~problem.slot_must)]:
        offer = _pick(problem, value, cost, cover, int(slot))
        if offer >= 0:
            cover[slot] = offer
    return cover.tolist() if _holds(problem, cover) else None


def _pick(problem: PackageProblem, value: np.ndarray, cost: np.ndarray, cover: np.ndarray, slot: int) -> int:
    """The offer with the largest gain for ``slot`` that keeps budget and members; -1 for none that pays or fits."""
    used = np.unique(cover[cover >= 0])
    members = np.unique(problem.offer_supplier[used])
    paid = np.isin(np.arange(len(cost)), used)
    known = np.isin(problem.offer_supplier, members)
    base = problem.member_points[problem.offer_supplier] - problem.params.member_cost
    gain = value[:, slot] - np.where(paid, 0.0, cost) + np.where(known, 0.0, base)
    left = problem.budget - problem.offer_price[used].sum()
    gain[(problem.offer_price > left) & ~paid] = -np.inf
    if len(members) >= problem.params.max_members:
        gain[~known] = -np.inf
    gain[(problem.needs & (cover < 0)[None, :] & ~problem.slot_must[None, :]).any(axis=1)] = -np.inf
    if not gain.size or not np.isfinite(gain.max()) or (gain.max() <= 0 and not problem.slot_must[slot]):
        return -1
    return int(np.argmax(gain))


def _holds(problem: PackageProblem, cover: np.ndarray) -> bool:
    used = np.unique(cover[cover >= 0])
    members = np.unique(problem.offer_supplier[used])
    if (
        not used.size
        or (problem.slot_must & (cover < 0)).any()
        or (problem.needs[used].any(axis=0) & (cover < 0)).any()
    ):
        return False
    pinned_in = np.isin(np.flatnonzero(problem.pinned), members).all()
    return bool(pinned_in and np.isfinite(problem.lead_points[members]).any())


def best_of(*packages: Package | None) -> Package | None:
    """The package with most value, the lexicographically first members among equals."""
    found = [package for package in packages if package is not None]
    return min(found, key=lambda package: (-package.value, package.members), default=None)
