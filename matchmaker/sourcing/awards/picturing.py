"""Where the bars of five-year costs stand. Places are text, ready for SVG attributes: no locale touches them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from matchmaker.sourcing.awards.lineup import Entry

CUSHION = 1.04


@dataclass(frozen=True)
class Block:
    """A stretch of a bar, 0-100 across; ``kind`` names its class: build, year or exit."""

    kind: str
    x: str
    width: str


@dataclass(frozen=True)
class CostBar:
    blocks: tuple[Block, ...]
    budget: str


def cost_bars(entries: Iterable[Entry], budget_krw: int | None) -> list[CostBar]:
    """One bar a quote, in their order and on one scale: build, five years of maintenance, exit. Missing is no width."""
    rows = [_amounts(entry) for entry in entries]
    most = max([sum(amount for _, amount in row) for row in rows] + [budget_krw or 0, 1]) * CUSHION
    line = "" if budget_krw is None else _at(100 * budget_krw / most)
    return [CostBar(_blocks(row, 100 / most), line) for row in rows]


def _amounts(entry: Entry) -> list[tuple[str, int]]:
    totals = entry.totals
    years = [("year", totals.maintenance[year] or 0) for year in sorted(totals.maintenance)]
    return [("build", totals.build_krw), *years, ("exit", totals.exit_krw or 0)]


def _blocks(row: list[tuple[str, int]], scale: float) -> tuple[Block, ...]:
    found, at = [], 0
    for kind, amount in row:
        if amount:
            found.append(Block(kind, _at(at * scale), _at(amount * scale)))
        at += amount
    return tuple(found)


def _at(value: float) -> str:
    return f"{value:.2f}"
