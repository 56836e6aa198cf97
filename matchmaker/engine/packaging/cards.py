"""Five contrasting packages out of a pool, under labels that are true."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from matchmaker.engine.packaging.results import Card, Cards, Pool
from matchmaker.engine.types import Floats, Package

DIVERSITY = 0.10


def pick_cards(pool: Pool, count: int = 5, *, nearness: Floats | None = None, upgrade: Floats | None = None) -> Cards:
    """``nearness`` (S,), ``upgrade`` (O,): larger is better. Who wins two labels is one card with ``also``."""
    if not pool.packages:
        return Cards((), pool)
    chosen: dict[tuple[int, ...], list[str]] = {}
    by_members = {package.members: package for package in pool.packages}
    for label, score in _scores(nearness, upgrade):
        if len(chosen) < count:
            winner = max(pool.packages, key=lambda package: (score(package), package.value, _first(package)))
            chosen.setdefault(winner.members, []).append(label)
    while len(chosen) < min(count, len(pool.packages)):
        chosen[_most_different(pool.packages, list(chosen)).members] = ["different"]
    cards = [Card(labels[0], by_members[members], tuple(labels[1:])) for members, labels in chosen.items()]
    return Cards(tuple(cards), pool)


def _first(package: Package) -> tuple[int, ...]:
    """Ties go to the lexicographically first members; negated because the callers take a maximum."""
    return tuple(-member for member in package.members)


def _scores(nearness: Floats | None, upgrade: Floats | None) -> list[tuple[str, Callable[[Package], float]]]:
    scores: list[tuple[str, Callable[[Package], float]]] = [
        ("best", lambda package: package.value),
        ("cheapest", lambda package: -package.price),
        ("fastest", lambda package: -package.weeks),
    ]
    if nearness is not None:
        scores.append(("nearest", lambda package: float(nearness[list(package.members)].mean())))
    if upgrade is not None:
        scores.append(("upgrade", lambda package: float(upgrade[_offers(package)].mean())))
    return scores


def _offers(package: Package) -> list[int]:
    return sorted({offer for offer in package.cover if offer >= 0})


def _most_different(packages: tuple[Package, ...], chosen: list[tuple[int, ...]]) -> Package:
    """Maximal marginal relevance: value relative to the best minus ``DIVERSITY`` x the largest overlap (Jaccard)."""
    best = abs(packages[0].value) or 1.0
    left = [package for package in packages if package.members not in chosen]
    overlap = [max(_jaccard(package.members, other) for other in chosen) for package in left]
    scores = np.array([package.value / best for package in left]) - DIVERSITY * np.array(overlap)
    return left[int(np.argmax(scores))]


def _jaccard(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    return len({*one} & {*other}) / len({*one} | {*other})
