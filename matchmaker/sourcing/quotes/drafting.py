"""Writing a joint quote: its draft, each member's own lines and signature, the lead's terms.

Every write first locks the request's row, as answers to it do: what happens to one quote comes one after another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.sourcing.choices import InvitationStatus, QuoteStatus
from matchmaker.sourcing.models import Quote, QuoteLine, QuotePart, Rfq
from matchmaker.sourcing.models.quotes import NO_SLOT
from matchmaker.sourcing.quotes import telling
from matchmaker.sourcing.quotes.drafts import (
    TERMS,
    draft_copy,
    draft_locked,
    draft_new,
    lead_part,
    own_part,
    parts_follow,
    request_locked,
    signatures_off,
)
from matchmaker.sourcing.quotes.errors import NobodyYet, NothingPriced, NotYours
from suppliers.models import Supplier


@dataclass(frozen=True)
class Entry:
    """One line as a member writes it. Engineering has ``days`` and ``rate_krw``; its amount is their product."""

    head: str
    amount_krw: int = 0
    slot: int = NO_SLOT
    grade: str = ""
    year: int = 0
    days: Decimal | None = None
    rate_krw: int | None = None
    note: str = ""

    @property
    def place(self) -> tuple[str, int, str, int]:
        return (self.head, self.slot, self.grade, self.year)

    @property
    def values(self) -> dict[str, Any]:
        amount = self.amount_krw if self.days is None else product(self.days, self.rate_krw or 0)
        return {"amount_krw": amount, "days": self.days, "rate_krw": self.rate_krw, "note": self.note}


def product(days: Decimal, rate_krw: int) -> int:
    """Days times rate, to a whole won."""
    return int((days * rate_krw).to_integral_value(ROUND_HALF_UP))


@transaction.atomic
def quote_open(*, rfq: Rfq, actor: User | None = None) -> Quote:
    """The request's draft, made if there is none, with a part for everybody who said yes.

    A quote that was handed in and still stands is given as it is. Called again it only adds parts for those who said
    yes since. Raises NobodyYet, RequestGone.
    """
    rfq = request_locked(rfq.pk)
    quotes = rfq.quotes.order_by("-revision")
    draft = quotes.filter(status=QuoteStatus.DRAFT).first()
    if draft is None:
        standing = quotes.filter(status__in=(QuoteStatus.SUBMITTED, QuoteStatus.OPENED, QuoteStatus.SELECTED)).first()
        if standing is not None:
            return standing
        if not rfq.invitations.filter(status=InvitationStatus.ACCEPTED).exists():
            raise NobodyYet
        last = quotes.first()
        draft = draft_copy(last, actor=actor) if last else draft_new(rfq, previous=None, actor=actor)
    parts_follow(draft)
    return draft


@transaction.atomic
def lines_save(*, quote: Quote, supplier: Supplier, entries: Sequence[Entry], actor: User) -> bool:
    """Write a member's own lines, all of them; what is not among ``entries`` is missing again. True if any changed.

    A change takes this member's signature off. Raises QuoteFixed, RequestGone, or NotYours for a slot of another.
    """
    part = own_part(draft_locked(quote), supplier)
    if not {entry.slot for entry in entries} <= {NO_SLOT, *part.slots}:
        raise NotYours
    wanted = {entry.place: entry.values for entry in entries}
    known = {(row.head, row.slot, row.grade, row.year): row for row in part.lines.all()}
    changed = {place for place, values in wanted.items() if not _same(known.get(place), values)}
    gone = set(known) - set(wanted)
    if not changed and not gone:
        return False
    part.lines.filter(pk__in=[known[place].pk for place in gone | (changed & set(known))]).delete()
    QuoteLine.objects.bulk_create(_line(part, place, wanted[place]) for place in sorted(changed))
    signatures_off([part])
    return True


def _same(row: QuoteLine | None, values: dict[str, Any]) -> bool:
    return row is not None and all(getattr(row, name) == value for name, value in values.items())


def _line(part: QuotePart, place: tuple[str, int, str, int], values: dict[str, Any]) -> QuoteLine:
    head, slot, grade, year = place
    return QuoteLine(part=part, head=head, slot=slot, grade=grade, year=year, **values)


@transaction.atomic
def terms_save(*, quote: Quote, supplier: Supplier, terms: dict[str, Any], actor: User) -> Quote:
    """Write the lead's terms. Another way of being liable binds everybody, so then all sign again.

    Raises QuoteFixed, RequestGone, LeadOnly, NotYours.
    """
    row = draft_locked(quote)
    lead_part(row, supplier)
    fields = {name: terms[name] for name in TERMS if name in terms}
    if fields.get("liability", row.liability) != row.liability:
        signatures_off(row.parts.all())
    Quote.objects.filter(pk=row.pk).update(**fields)
    for name, value in fields.items():
        setattr(row, name, value)
    return row


@transaction.atomic
def part_sign(*, quote: Quote, supplier: Supplier, actor: User) -> QuotePart:
    """Stand by one's own lines. Signing twice is one signature. Raises NothingPriced, QuoteFixed, RequestGone."""
    row = draft_locked(quote)
    part = own_part(row, supplier)
    if part.signed_at is not None:
        return part
    if not part.lines.exists():
        raise NothingPriced
    part.signed_at, part.signed_by = timezone.now(), actor
    part.save(update_fields=["signed_at", "signed_by"])
    row.events.create(frm=row.status, to=row.status, actor=actor, reason="signed")
    if not row.parts.filter(signed_at__isnull=True).exists():
        telling.all_signed(row)
    return part
