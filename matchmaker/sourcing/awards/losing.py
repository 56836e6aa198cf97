"""What those who were not chosen learn: a reason and their rank by criterion, never a name or a price."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from demand.models import Need
from matchmaker.accounts.models import User
from matchmaker.lib.transitions import advance
from matchmaker.matching.choices import FeedbackKind
from matchmaker.matching.services import feedback_record
from matchmaker.sourcing.awards import telling
from matchmaker.sourcing.awards.comparing import Standing, differences
from matchmaker.sourcing.awards.lineup import Entry, line_up
from matchmaker.sourcing.awards.selectors import compared_quotes
from matchmaker.sourcing.choices import Criterion, LossReason, QuoteStatus
from matchmaker.sourcing.models import LossNote, Quote

REASONS: dict[str, LossReason] = {
    Criterion.PRICE: LossReason.PRICE,
    Criterion.RUNNING: LossReason.RUNNING,
    Criterion.TIME: LossReason.TIME,
    Criterion.COVERAGE: LossReason.SCOPE,
    Criterion.SERVICE: LossReason.SERVICE,
    Criterion.TRACK: LossReason.TRACK,
}


def weakest(loser: Standing, winner: Standing) -> LossReason:
    """By what the loser stands furthest behind the winner; where it is behind nowhere, least ahead."""
    behind = {row.criterion: row.points for row in differences(loser, winner)}
    return REASONS[min(REASONS, key=lambda criterion: behind.get(criterion, 0))]


def suggestions(entries: Iterable[Entry], winner: Entry) -> list[tuple[Entry, LossReason]]:
    """Every other quote that will be told, and the reason that the comparison gives."""
    rows = [entry for entry in entries if entry is not winner and entry.quote.status == QuoteStatus.OPENED]
    return [(entry, weakest(entry.standing, winner.standing)) for entry in rows]


def entries_of(need: Need) -> tuple[Entry, ...]:
    return line_up(compared_quotes(need), need)


def losers_say_goodbye(
    need: Need, *, winner: Quote | None, actor: User | None, said: Mapping[str, str], reason: str = ""
) -> list[LossNote]:
    """Every other quote that the firm could read is not chosen; its members learn why and where it stood.

    ``said``: quote key (as text) -> reason, as the firm put it; ``reason`` for all others if given, else what the
    comparison says.
    """
    entries = entries_of(need)
    of = sum(entry.standing.candidate.choosable for entry in entries)
    best = next((entry.standing for entry in entries if winner is not None and entry.quote.pk == winner.pk), None)
    notes = []
    for entry in entries:
        quote = entry.quote
        if quote.status == QuoteStatus.OPENED:
            told = said.get(str(quote.pk)) or reason or (weakest(entry.standing, best) if best else LossReason.CLOSED)
            advance(quote, frm=quote.status, to=QuoteStatus.NOT_SELECTED, actor=actor, reason=told, next_check_at=None)
            notes.append(_note(entry.standing, quote, told, of))
    return notes


def _note(standing: Standing, quote: Quote, reason: str, of: int) -> LossNote:
    given: dict[str, Any] = {"reason": reason, "ranks": standing.ranks, "of": max(of, 1)}
    note, _fresh = LossNote.objects.update_or_create(quote=quote, defaults=given)
    record(quote, FeedbackKind.LOST, reason=reason)
    telling.lost(note)
    return note


def record(quote: Quote, kind: FeedbackKind, reason: str = "", only: Iterable[int] | None = None) -> None:
    """Feedback of every member of the quote, or of ``only`` these."""
    for supplier in telling.members_of(quote):
        if only is None or supplier.pk in only:
            run = quote.rfq.package.run
            feedback_record(need=quote.rfq.need, supplier=supplier, kind=kind, run=run, reason=reason)
