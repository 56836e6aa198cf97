"""What changed between a quote and the revision before it: plain values in, a list of changes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from matchmaker.sourcing.models import Quote
from matchmaker.sourcing.quotes.drafts import TERMS
from matchmaker.sourcing.quotes.presenting import line_detail, line_label

Place = tuple[str, int, str, int]


@dataclass(frozen=True)
class Change:
    """``kind``: added, removed or changed. Amounts are won, or None where there was no line."""

    kind: str
    who: str
    label: str
    before: int | None
    after: int | None
    details: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class TermChange:
    label: str
    before: str
    after: str


def line_changes(old: Quote, new: Quote, names: Mapping[int, str], *, only: int | None = None) -> list[Change]:
    """By member and line; lines that stayed are left out. ``only``: a supplier's key, for whom others' stay hidden."""
    was, now = _lines(old, only), _lines(new, only)
    found = []
    for who, place in dict.fromkeys([*now, *was]):
        before, after = was.get((who, place)), now.get((who, place))
        if before and after and (before[0], before[1]) == (after[0], after[1]):
            continue
        kind = "changed" if before and after else "added" if after else "removed"
        (old_amount, old_detail), (new_amount, new_detail) = before or (None, ""), after or (None, "")
        label = line_label(place, dict(names))
        found.append(Change(kind, who, label, old_amount, new_amount, (old_detail, new_detail)))
    return found


def _lines(quote: Quote, only: int | None) -> dict[tuple[str, Place], tuple[int, str]]:
    return {
        (str(part.supplier), (line.head, line.slot, line.grade, line.year)): (line.amount_krw, line_detail(line))
        for part in quote.parts.all()
        if only is None or part.supplier_id == only
        for line in part.lines.all()
    }


def term_changes(old: Quote, new: Quote) -> list[TermChange]:
    return [
        TermChange(str(Quote._meta.get_field(name).verbose_name), _said(old, name), _said(new, name))
        for name in TERMS
        if getattr(old, name) != getattr(new, name)
    ]


def _said(quote: Quote, name: str) -> str:
    value = getattr(quote, name)
    shown: Callable[[], Any] | None = getattr(quote, f"get_{name}_display", None)
    if value in (None, ""):
        return _("적지 않음")
    if name == "subcontract_pct":
        return f"{float(value):g}"
    return str(shown()) if shown else str(value)


def sums(changes: Iterable[Change]) -> tuple[int, int]:
    """Of the lines that changed: what they came to before, and what they come to now."""
    rows = list(changes)
    return sum(row.before or 0 for row in rows), sum(row.after or 0 for row in rows)
