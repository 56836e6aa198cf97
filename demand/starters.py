"""Starter packages: small things to begin with, priced from the taxonomy's estimates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from demand.budget import programmes_on, subsidy_of
from demand.diagnosing import Outcome
from matchmaker.reference.book import book
from matchmaker.reference.loading import parts, read_rows
from matchmaker.reference.models import Programme

MOST = 3
ADVICE = "B00"


@dataclass(frozen=True)
class Starter:
    """Prices are KRW and estimates (sums of the parts' bands); ``weeks`` that of the slowest part."""

    code: str
    name_ko: str
    name_en: str
    codes: tuple[str, ...]
    low_krw: int
    typical_krw: int
    high_krw: int
    weeks: int
    only_with_programme: bool = False


def starters() -> dict[str, Starter]:
    """All starter packages by code."""
    known = book().capabilities
    found = {}
    for row in read_rows("starters"):
        items = [known[code] for code in parts(row["items"])]
        found[row["code"]] = Starter(
            row["code"],
            row["name_ko"],
            row["name_en"],
            tuple(dict.fromkeys(item.code for item in items)),
            sum(item.price_min_krw for item in items),
            sum(item.price_typ_krw for item in items),
            sum(item.price_max_krw for item in items),
            max(item.lead_typ_wk for item in items),
        )
    return found


def own_part(cost_krw: int, rows: Iterable[Programme]) -> int:
    """The smallest own part that any of these programmes would leave."""
    return round(min((cost_krw - subsidy_of(cost_krw, row.rate, row.cap_krw) for row in rows), default=cost_krw))


def starters_for(outcome: Outcome, owned: Sequence[str], today: date) -> list[Starter]:
    """Up to three that serve the next steps and the firm's money, smallest first; advice where nothing else fits."""
    if outcome.not_needed:
        return []
    wanted = {code: place for place, step in enumerate(outcome.steps) for code in reversed(step.codes)}
    everything = starters()
    programmes = programmes_on(today).rows()
    fitting = []
    for row in everything.values():
        useful = [wanted[code] for code in row.codes if code in wanted and code not in owned]
        if useful and (affordable := _affordable(row, outcome, programmes)):
            fitting.append((-len(useful), min(useful), affordable))
    fitting.sort(key=lambda item: (item[1], item[0], item[2].typical_krw))
    chosen = [row for _, _, row in fitting[:MOST]] or [everything[ADVICE]]
    return sorted(chosen, key=lambda row: row.typical_krw)


def _affordable(row: Starter, outcome: Outcome, programmes: list[Programme]) -> Starter | None:
    """The package if the firm's own money carries its typical price, alone or with a programme."""
    if outcome.money_krw is None or row.typical_krw <= outcome.money_krw:
        return row
    if own_part(row.typical_krw, programmes) <= outcome.money_krw:
        return replace(row, only_with_programme=True)
    return None
