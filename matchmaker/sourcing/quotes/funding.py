"""What each support programme would leave to the firm of one quote, and whether it fits at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone

from demand.fitting import facts_of, said_why
from matchmaker.reference.book import book
from matchmaker.reference.fitting import Facts, Fit, best_first
from matchmaker.reference.models import Programme
from matchmaker.sourcing.choices import QuoteScope
from matchmaker.sourcing.models import Quote
from matchmaker.sourcing.presenting import said
from matchmaker.sourcing.quotes.costing import Share, Totals, own_share


@dataclass(frozen=True)
class Funding:
    """``why``: what speaks against it or has to be known first, in words."""

    programme: Programme
    share: Share
    fit: Fit
    why: tuple[str, ...]


@dataclass(frozen=True)
class Fundings:
    """Of one quote. ``asked``: under the programme that its round counts on; ``fitting`` and ``unfit``: all others."""

    asked: Funding | None = None
    fitting: tuple[Funding, ...] = ()
    unfit: tuple[Funding, ...] = ()

    @property
    def every(self) -> tuple[Funding, ...]:
        return (*((self.asked,) if self.asked else ()), *self.fitting, *self.unfit)


class Offered:
    """The programmes of today, and the version that a round has counted on since it began; read once a page."""

    def __init__(self, kept: Programme | None, names: Mapping[str, str]) -> None:
        self.kept, self.names, self.day = kept, dict(names), timezone.localdate()
        rows = Programme.objects.running(self.day).order_by("code")
        self.rows = [row for row in rows if kept is None or row.family != kept.family]
        self.regions = book().names("regions")

    def of(self, quote: Quote, totals: Totals) -> Fundings:
        """None for a quote on the firm's own money."""
        if quote.scope == QuoteScope.SELF_PAID:
            return Fundings()
        facts = quote_facts(quote, self.day)
        asked = self._rows([self.kept] if self.kept else [], facts, totals)
        others = self._rows(self.rows, facts, totals)
        return Fundings(
            next(iter(asked), None),
            tuple(row for row in others if not row.fit.unfit),
            tuple(row for row in others if row.fit.unfit),
        )

    def _rows(self, rows: Iterable[Programme], facts: Facts, totals: Totals) -> list[Funding]:
        return [
            Funding(row, _share(row, totals), fit, said_why(fit, self._named, self.regions, notes=False))
            for row, fit in best_first(rows, facts)
        ]

    def _named(self, codes: Iterable[str]) -> str:
        return said(list(codes), self.names)


def _share(row: Programme, totals: Totals) -> Share:
    return own_share(totals.build_krw, row.rate, row.cap_krw, totals.vat_krw)


def quote_facts(quote: Quote, day: date) -> Facts:
    """Of the firm, and of what the quote covers. Reads parts, package items and the need's firm."""
    parts = list(quote.parts.all())
    covered = {slot for part in parts for slot in part.slots} - set(quote.left_out)
    codes = {code for item in quote.rfq.package.items.all() if item.slot in covered for code in item.codes}
    firm = facts_of(quote.rfq.need, (), day)
    return replace(firm, codes=frozenset(codes), quoted=True, members=len(parts), weeks=quote.delivery_weeks)
