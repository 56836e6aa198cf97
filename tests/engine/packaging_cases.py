"""Random package problems and the brute force that judges them."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np

from matchmaker.engine.packaging import Step, broken_rules, candidates, package_of
from matchmaker.engine.packaging.relaxing import eased_by
from matchmaker.engine.types import Package, PackageProblem, PackagingParams


def tiny_problem(seed: int, *, slots: int = 4, suppliers: int = 5, offers: int = 8) -> PackageProblem:
    """A few thousand covers at most; with bundles, needs, pins, late and far offers, missing leads, tight budgets."""
    rng = np.random.default_rng(seed)
    slots = int(rng.integers(1, slots + 1))
    owner = np.sort(rng.integers(0, suppliers, offers))
    fit = np.where(rng.random((offers, slots)) < rng.choice([0.3, 0.5]), rng.uniform(-3, 30, (offers, slots)), -np.inf)
    must = rng.random(slots) < 0.6
    needs = np.zeros((offers, slots), dtype=bool)
    if rng.random() < 0.5:
        needs = rng.random((offers, slots)) < 0.15
        must[-1] = False
        fit[:, -1] = np.minimum(fit[:, -1], 0.0)
    price = rng.integers(1, 60, offers) * 1e6
    lead = np.where(rng.random(suppliers) < 0.7, rng.uniform(-1, 4, suppliers), -np.inf)
    pairs = np.array([(s, t) for s in range(suppliers) for t in range(s + 1, suppliers) if rng.random() < 0.3])
    pairs = pairs.reshape(-1, 2).astype(np.int64)
    return PackageProblem(
        slot_must=must,
        offer_supplier=owner,
        offer_price=price,
        offer_weeks=rng.integers(2, 30, offers).astype(float),
        fit=fit,
        needs=needs,
        late_weeks=np.where(rng.random(offers) < 0.1, rng.integers(1, 9, offers), 0).astype(float),
        far_hops=np.where(rng.random(offers) < 0.1, rng.integers(1, 4, offers), 0).astype(float),
        supplier_points=rng.uniform(-1, 3, suppliers),
        lead_points=lead,
        speaks=rng.random((suppliers, int(rng.integers(0, 4)))) < 0.4,
        home=rng.integers(-1, 3, suppliers),
        pairs=pairs,
        pair_points=np.full(len(pairs), 1.5),
        pinned=rng.random(suppliers) < rng.choice([0.0, 0.0, 0.15]),
        budget=float(rng.choice([np.inf, 40e6, 80e6, 140e6])),
        price_reference=float(rng.choice([50e6, 100e6])),
        params=PackagingParams(max_members=int(rng.integers(1, 6))),
    )


def every_package(problem: PackageProblem) -> list[Package]:
    """All packages that keep every rule, by trying every cover."""
    free = candidates(problem)
    choices = [
        [-1, *np.flatnonzero(free & np.isfinite(problem.fit[:, r])).tolist()] for r in range(len(problem.slot_must))
    ]
    packages = []
    for cover in product(*choices):
        used = sorted({offer for offer in cover if offer >= 0})
        members = sorted({int(problem.offer_supplier[offer]) for offer in used})
        if not used or not np.isfinite(problem.lead_points[members]).any():
            continue
        package = package_of(problem, cover)
        if not broken_rules(problem, package):
            packages.append(package)
    return packages


def best_by_members(packages: list[Package]) -> dict[tuple[int, ...], float]:
    """The best value of each member set."""
    best: dict[tuple[int, ...], float] = {}
    for package in packages:
        best[package.members] = max(package.value, best.get(package.members, -np.inf))
    return best


def relaxed_by(
    problem: PackageProblem, *, step: Step | None = None, less: bool = False, musts: bool = True
) -> PackageProblem:
    """``problem`` eased by one step, or by a little ``less`` than it; with ``musts`` False, no slot is a must."""
    if not musts:
        return replace(problem, slot_must=np.zeros_like(problem.slot_must))
    if less:
        step = replace(step, amount=step.amount - (1e3 if step.kind == "budget" else 1))
    return eased_by(problem, step)
