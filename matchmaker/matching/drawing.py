"""Where things stand in the pictures. Places are text, ready for SVG attributes, so that no locale touches them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from matchmaker.matching.presenting import CardView, CoverView, MemberView

ROW, BOX, FIRST_LINE, LINE = 62, 54, 22, 17
SLOT_UNITS, MEMBER_UNITS = 20, 15
CUSHION = 1.08
LEAST_OVER = 3  # letters: 금강누리/소프트, where 금강누리소프/트 would leave one alone


@dataclass(frozen=True)
class Box:
    """A box with up to two lines; ``y`` its top, ``middle`` where links meet it."""

    y: str
    middle: str
    lines: tuple[tuple[str, str], ...]
    of: Any


@dataclass(frozen=True)
class Link:
    y1: str
    y2: str


@dataclass(frozen=True)
class CoverPicture:
    height: str
    slots: tuple[Box, ...]
    members: tuple[Box, ...]
    links: tuple[Link, ...]


def cover_picture(card: CardView) -> CoverPicture:
    """Slots in a column on the left, members on the right, a line for each "covers"."""
    height = ROW * max(len(card.cover), len(card.members), 1)
    middles = {one.slot.at: _spread(row, len(card.cover), height) for row, one in enumerate(card.cover)}
    places = {one.pk: _spread(row, len(card.members), height) for row, one in enumerate(card.members)}
    return CoverPicture(
        height=str(height),
        slots=tuple(_box(middles[one.slot.at], one.name, SLOT_UNITS, one) for one in card.cover),
        members=tuple(_box(places[one.pk], f"{one.letter} {one.name}", MEMBER_UNITS, one) for one in card.members),
        links=tuple(
            Link(f"{middles[one.slot.at]:.1f}", f"{places[one.member.pk]:.1f}")
            for one in card.cover
            if one.member is not None
        ),
    )


def _spread(row: int, rows: int, height: float) -> float:
    return (row + 0.5) * height / rows


def _box(middle: float, words: str, units: int, of: CoverView | MemberView) -> Box:
    top = middle - BOX / 2
    lines = wrapped(words, units)
    first = top + FIRST_LINE if len(lines) > 1 else middle + 5
    placed = tuple((f"{first + LINE * at:.1f}", line) for at, line in enumerate(lines))
    return Box(f"{top:.1f}", f"{middle:.1f}", placed, of)


def width(text: str) -> int:
    """Half-width units: a Korean letter takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def wrapped(words: str, units: int, most: int = 2) -> list[str]:
    """At most two lines of ``units``; what does not fit ends in an ellipsis. Breaks where a reader would breathe."""
    lines, left = [], words.strip()
    while left and len(lines) < most:
        last = len(lines) == most - 1
        taken = _fitting(left, units if not last or width(left) <= units else units - 1, at_breath=not last)
        lines.append(taken.strip())
        left = left[len(taken) :].lstrip()
    if left:
        lines[-1] += "…"
    return lines


def _fitting(text: str, units: int, *, at_breath: bool) -> str:
    if width(text) <= units:
        return text
    cut = next(at for at in range(len(text), 0, -1) if width(text[:at]) <= units)
    places = [at for at in range(1, cut + 1) if text[at] in " (" or text[at - 1] in "·/ "] if at_breath else []
    if places and 3 * places[-1] >= cut:
        return text[: places[-1]]
    few = len(text) - LEAST_OVER
    return text[: few if at_breath and 0 < few < cut and width(text[few:]) <= units else cut]


@dataclass(frozen=True)
class PricePicture:
    """A stretched bar, 0-100 across: the range, the part beyond the budget, the usual price, the budget."""

    low: str
    span: str
    over: str
    over_from: str
    typical: str
    budget: str


def price_picture(low: float, typical: float, high: float, budget: float | None) -> PricePicture:
    scale = 100 / (max(high, budget or 0.0, 1.0) * CUSHION)
    over_from = max(low, budget) if budget is not None and high > budget else high
    return PricePicture(
        low=_at(low * scale),
        span=_at((over_from - low) * scale),
        over=_at((high - over_from) * scale),
        over_from=_at(over_from * scale),
        typical=_at(typical * scale),
        budget="" if budget is None else _at(budget * scale),
    )


@dataclass(frozen=True)
class PlanBar:
    cover: CoverView
    weeks: int
    width: str
    late: bool


@dataclass(frozen=True)
class PlanPicture:
    bars: tuple[PlanBar, ...]
    deadline: str


def plan_picture(card: CardView) -> PlanPicture:
    """A bar for each offer from the start; all are taken to start together, the longest one sets the end."""
    done: set[int] = set()
    rows = []
    for one in card.cover:
        if one.offer is not None and one.offer.pk not in done:
            done.add(one.offer.pk)
            rows.append(one)
    longest = max([one.offer.weeks for one in rows] + [card.deadline or 0, 1]) * CUSHION
    return PlanPicture(
        bars=tuple(
            PlanBar(
                one, one.offer.weeks, _at(100 * one.offer.weeks / longest),
                card.deadline is not None and one.offer.weeks > card.deadline,
            )
            for one in rows
        ),
        deadline="" if card.deadline is None else _at(100 * card.deadline / longest),
    )  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A signed bar around zero; ``size`` is what it adds to the score or takes from it."""

    name: Any
    size: float
    x: str
    width: str
    more: bool


def parts_picture(named: list[tuple[Any, float]]) -> tuple[tuple[Part, ...], str]:
    """Bars of what adds up to a score, and where zero stands."""
    least = min([0.0] + [points for _, points in named])
    most = max([0.0] + [points for _, points in named])
    scale = 100 / ((most - least) or 1.0)
    zero = -least * scale
    bars = tuple(
        Part(name, abs(points), _at(zero + min(points, 0.0) * scale), _at(abs(points) * scale), points >= 0)
        for name, points in named
    )
    return bars, _at(zero)


def _at(value: float) -> str:
    return f"{value:.2f}"
