"""What a package is worth, term by term, and which hard rules it breaks: the plain reading of ``PackageProblem``."""

from __future__ import annotations

import numpy as np

from matchmaker.engine.types import Bools, Ints, Package, PackageProblem

TIGHT = 1e-6


def candidates(problem: PackageProblem) -> Bools:
    """(O,) offers inside deadline and region that can cover something."""
    return (problem.late_weeks <= 0) & (problem.far_hops <= 0) & np.isfinite(problem.fit).any(axis=1)


def backbone_count(problem: PackageProblem, members: Ints) -> int:
    """Members that speak the package's best backbone standard."""
    spoken = problem.speaks[members].sum(axis=0)
    return int(spoken.max()) if spoken.size else 0


def home_count(problem: PackageProblem, members: Ints) -> int:
    """Members that sit in the package's best home region; -1 means unknown and counts for none."""
    homes = [home for home in problem.home[members].tolist() if home >= 0]
    return max(map(homes.count, homes), default=0)


def joint_sum(problem: PackageProblem, members: Ints) -> float:
    if not len(problem.pairs):
        return 0.0
    inside = np.zeros(len(problem.home), dtype=bool)
    inside[members] = True
    return float(problem.pair_points[inside[problem.pairs[:, 0]] & inside[problem.pairs[:, 1]]].sum())


def package_of(problem: PackageProblem, cover: tuple[int, ...]) -> Package:
    """The package in which offer ``cover[r]`` covers slot r (-1: open), led by the member with most lead points."""
    rows = [int(row) for row in cover]
    slots = [slot for slot, row in enumerate(rows) if row >= 0]
    used = np.array(sorted({rows[slot] for slot in slots}), dtype=np.int64)
    members = np.array(sorted(set(problem.offer_supplier[used].tolist())), dtype=np.int64)
    lead = int(members[np.argmax(problem.lead_points[members])])
    price = float(problem.offer_price[used].sum())
    params = problem.params
    terms = {
        "fit": float(problem.fit[[rows[slot] for slot in slots], slots].sum()),
        "lead": float(problem.lead_points[lead]),
        "supplier": float(problem.supplier_points[members].sum()),
        "protocol": params.protocol_points * backbone_count(problem, members),
        "region": params.region_points * home_count(problem, members),
        "joint": joint_sum(problem, members),
        "members": -params.member_cost * len(members),
        "price": -params.price_weight * price / problem.price_reference,
    }
    if problem.rotation_points is not None:
        terms["rotation"] = float(problem.rotation_points[members].sum())
    return Package(
        cover=tuple(rows),
        members=tuple(members.tolist()),
        lead=lead,
        value=float(sum(terms.values())),
        price=price,
        weeks=float(problem.offer_weeks[used].max()),
        terms=terms,
    )


def broken_rules(problem: PackageProblem, package: Package) -> tuple[str, ...]:
    """Names of the hard rules that ``package`` breaks; empty for every package this module hands out."""
    rows = np.asarray(package.cover)
    slots = np.flatnonzero(rows >= 0)
    used = np.unique(rows[slots])
    covered = rows >= 0
    members = np.unique(problem.offer_supplier[used])
    checks = {
        "must": not (problem.slot_must & ~covered).any(),
        "candidate": bool(candidates(problem)[used].all()),
        "fit": bool(np.isfinite(problem.fit[rows[slots], slots]).all()),
        "needs": not (problem.needs[used].any(axis=0) & ~covered).any(),
        "members": 0 < len(members) <= problem.params.max_members and package.members == tuple(members.tolist()),
        "lead": package.lead in package.members and bool(np.isfinite(problem.lead_points[package.lead])),
        "pinned": bool(np.isin(np.flatnonzero(problem.pinned), members).all()),
        "budget": package.price <= problem.budget * (1 + 1e-9) + TIGHT,
    }
    return tuple(name for name, holds in checks.items() if not holds)
