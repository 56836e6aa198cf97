"""What the pages of a joint quote show. Whose lines a reader may see is decided here, once, for page and PDF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from matchmaker.accounts.choices import OrganisationKind
from matchmaker.accounts.models import Organisation
from matchmaker.lib.templatetags.house import won
from matchmaker.sourcing.choices.quotes import BUILD_HEADS, MAINTENANCE_YEARS, CostHead, Grade
from matchmaker.sourcing.models import Quote, QuoteLine, QuotePart
from matchmaker.sourcing.presenting import capability_names, said
from matchmaker.sourcing.quotes.costing import Gap, Totals, totals_of
from matchmaker.sourcing.quotes.coverage import Cover, cover_of
from matchmaker.sourcing.quotes.funding import Fundings, Offered
from matchmaker.sourcing.quotes.wording import LIABILITY_SAID, QUOTE_FOR_FIRM, QUOTE_FOR_MEMBER
from matchmaker.sourcing.wording import State


@dataclass(frozen=True)
class Row:
    """One line of a table; ``amount`` is None where nobody said anything, 0 where it is free."""

    label: str
    detail: str
    amount: int | None


@dataclass(frozen=True)
class PartTable:
    """A member's part. ``rows`` is None for a reader who may not see them."""

    part: QuotePart
    own: bool
    slots: tuple[str, ...]
    rows: tuple[Row, ...] | None
    build_krw: int | None


@dataclass(frozen=True)
class Sheet:
    """A quote as one reader may see it. Sums are None for a member before all is handed in."""

    quote: Quote
    state: State
    parts: tuple[PartTable, ...]
    totals: Totals | None
    funding: Fundings | None
    missing: tuple[str, ...]
    cover: Cover
    gaps: tuple[str, ...]
    waiting: tuple[str, ...]
    left_out: tuple[str, ...]
    liability: str

    @property
    def heads(self) -> list[tuple[str, int | None]]:
        """Sums by head over all members, in the order of the cost tree."""
        return [
            (str(CostHead(head).label), amount) for head, amount in (self.totals.by_head if self.totals else {}).items()
        ]


def slot_names(quote: Quote, names: dict[str, str] | None = None) -> dict[int, str]:
    names = capability_names() if names is None else names
    return {item.slot: said(item.covered_codes, names) for item in quote.rfq.package.items.all()}


def sheet_of(quote: Quote, reader: Organisation) -> Sheet:
    """The reader is one of those whom the selectors let see this quote at all."""
    member = reader.kind == OrganisationKind.SUPPLIER
    whole = not member or quote.submitted_at is not None
    words, cover = capability_names(), cover_of(quote)
    names = slot_names(quote, words)
    totals = totals_of(quote) if whole else None
    return Sheet(
        quote=quote,
        state=(QUOTE_FOR_MEMBER if member else QUOTE_FOR_FIRM)[quote.status],
        parts=tuple(_table(part, names, reader, whole=whole) for part in quote.parts.all()),
        totals=totals,
        funding=_funding(quote, totals, words) if totals and not member else None,
        missing=tuple(_gap_said(gap, names, quote) for gap in totals.missing) if totals else (),
        cover=cover,
        gaps=tuple(names[slot] for slot in cover.gaps),
        waiting=tuple(names[slot] for slot in cover.waiting),
        left_out=tuple(names[slot] for slot in cover.left_out),
        liability=str(dict(LIABILITY_SAID).get(quote.liability, "")),
    )


def _table(part: QuotePart, names: dict[int, str], reader: Organisation, *, whole: bool) -> PartTable:
    own = part.supplier.organisation_id == reader.pk
    rows = tuple(rows_of(part, names)) if whole or own else None
    build = [line.amount_krw for line in part.lines.all() if line.head in BUILD_HEADS]
    said = sum(build) if build and rows is not None else None
    return PartTable(part, own, tuple(names[slot] for slot in part.slots), rows, said)


def rows_of(part: QuotePart, names: dict[int, str]) -> list[Row]:
    """A member's lines in the order of the cost tree; what it left empty is there too, without an amount."""
    lines = {(line.head, line.slot, line.grade, line.year): line for line in part.lines.all()}
    rows = [_row(names[slot], lines.get((CostHead.ITEM, slot, "", 0))) for slot in part.slots]
    graded = [lines.get((CostHead.ENGINEERING, -1, grade, 0)) for grade in Grade.values]
    rows += [_row(_graded(line), line) for line in graded if line] or [Row(str(CostHead.ENGINEERING.label), "", None)]
    for head in (CostHead.INTEGRATION, CostHead.TRAINING, CostHead.INSTALLATION):
        rows.append(_row(str(head.label), lines.get((head, -1, "", 0))))
    rows += _yearly({year: lines.get((CostHead.MAINTENANCE, -1, "", year)) for year in MAINTENANCE_YEARS})
    return [*rows, _row(str(CostHead.EXIT.label), lines.get((CostHead.EXIT, -1, "", 0)))]


def _row(label: str, line: QuoteLine | None) -> Row:
    if line is None:
        return Row(label, "", None)
    return Row(label, line_detail(line), line.amount_krw)


def line_detail(line: QuoteLine) -> str:
    if line.days is None:
        return line.note
    return _("%(days)s일 × 하루 %(rate)s") % {"days": f"{float(line.days):g}", "rate": won(line.rate_krw)}


def _graded(line: QuoteLine) -> str:
    return f"{CostHead.ENGINEERING.label} · {Grade(line.grade).label}"


def _yearly(years: dict[int, QuoteLine | None]) -> list[Row]:
    """A row a year; years that nobody priced share one."""
    label = str(CostHead.MAINTENANCE.label)
    rows = [_row(year_said(year), line) for year, line in years.items() if line]
    missing = [str(year) for year, line in years.items() if not line]
    if missing:
        rows.append(Row(f"{label} · " + _("%(years)s년차") % {"years": ", ".join(missing)}, "", None))
    return rows


def year_said(year: int) -> str:
    return f"{CostHead.MAINTENANCE.label} · " + _("%(years)s년차") % {"years": year}


def line_label(key: tuple[str, int, str, int], names: dict[int, str]) -> str:
    head, slot, grade, year = key
    if head == CostHead.ITEM:
        return names.get(slot, "")
    if grade:
        return f"{CostHead(head).label} · {Grade(grade).label}"
    return year_said(year) if year else str(CostHead(head).label)


def _funding(quote: Quote, totals: Totals, names: dict[str, str]) -> Fundings:
    programme = quote.rfq.round.programme if quote.rfq.round else None
    return Offered(programme, names).of(quote, totals)


def _gap_said(gap: Gap, names: dict[int, str], quote: Quote) -> str:
    if gap.kind == "slot":
        return names.get(gap.of, "")
    if gap.kind == "year":
        return year_said(gap.of)
    if gap.kind == "part":
        part: Any = next(one for one in quote.parts.all() if one.supplier_id == gap.of)
        return _("%(who)s의 모든 줄") % {"who": part.supplier}
    return str(CostHead(gap.of).label)
