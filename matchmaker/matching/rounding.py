"""Figures on a page that add up to the total beside them, digit for digit."""

from __future__ import annotations

from collections.abc import Sequence


def adding_up(parts: Sequence[float], digits: int = 2) -> list[float]:
    """Each part rounded up or down so that the shown parts add up to the shown sum; the largest remainders go up."""
    scale = 10**digits
    exact = [scale * part for part in parts]
    low = [int(value // 1) for value in exact]
    more = round(sum(exact)) - sum(low)
    for at in sorted(range(len(low)), key=lambda at: (low[at] - exact[at], at))[:more]:
        low[at] += 1
    return [value / scale for value in low]
