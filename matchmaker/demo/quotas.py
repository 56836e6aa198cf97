"""Exact shares from one seed: the largest-remainder method, then a shuffle."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


def quota(total: int, shares: Mapping[T, float]) -> dict[T, int]:
    """Whole numbers that sum to ``total`` in the proportion of ``shares`` (Hamilton's method)."""
    whole = sum(shares.values())
    exact = {key: total * share / whole for key, share in shares.items()}
    counts = {key: int(value) for key, value in exact.items()}
    left = total - sum(counts.values())
    for key in sorted(exact, key=lambda key: exact[key] - counts[key], reverse=True)[:left]:
        counts[key] += 1
    return counts


def dealt(rng: random.Random, total: int, shares: Mapping[T, float]) -> list[T]:
    """``total`` values in exactly those shares, in random order."""
    cards = [key for key, count in quota(total, shares).items() for _ in range(count)]
    rng.shuffle(cards)
    return cards


def spread_to_mean(rng: random.Random, total: int, mean: float, *, sigma: float = 0.7) -> list[float]:
    """Skewed positive numbers (lognormal) scaled so that their mean is exactly ``mean``."""
    raw = [rng.lognormvariate(0, sigma) for _ in range(total)]
    factor = mean * total / sum(raw)
    return [value * factor for value in raw]


def pick_some(rng: random.Random, values: Sequence[T], chance: float) -> list[T]:
    """Each value with this chance, order kept."""
    return [value for value in values if rng.random() < chance]
