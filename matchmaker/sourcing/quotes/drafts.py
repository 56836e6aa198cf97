"""The rows of a draft: who is in it, with which slots, and how a new revision begins. No decision is made here.

Whoever calls this holds the lock of the request's row.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Max
from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.sourcing.choices import InvitationStatus, QuoteStatus, RfqStatus
from matchmaker.sourcing.choices.requests import WAITING
from matchmaker.sourcing.models import Quote, QuoteLine, QuotePart, Rfq
from matchmaker.sourcing.models.quotes import NO_SLOT
from matchmaker.sourcing.quotes.errors import LeadOnly, NotYours, QuoteFixed, RequestGone
from suppliers.models import Supplier

TERMS = (
    "liability",
    "subcontract_pct",
    "valid_until",
    "delivery_weeks",
    "onsite_hours",
    "warranty_months",
    "data_owner",
    "note",
)


def request_locked(rfq_id: int) -> Rfq:
    """The request with its row locked. Raises RequestGone when the firm took it back."""
    rfq = Rfq.objects.select_for_update().get(pk=rfq_id)
    if rfq.status == RfqStatus.CANCELLED:
        raise RequestGone
    return rfq


def draft_locked(quote: Quote) -> Quote:
    """The quote as it is now, its request locked. Raises QuoteFixed unless it is a draft, RequestGone."""
    request_locked(quote.rfq_id)
    row = Quote.objects.select_related("rfq__need__firm__organisation", "rfq__round").get(pk=quote.pk)
    if row.status != QuoteStatus.DRAFT:
        raise QuoteFixed
    return row


def own_part(quote: Quote, supplier: Supplier) -> QuotePart:
    part = quote.parts.filter(supplier=supplier).first()
    if part is None:
        raise NotYours
    return part


def lead_part(quote: Quote, supplier: Supplier) -> QuotePart:
    part = own_part(quote, supplier)
    if not part.lead:
        raise LeadOnly
    return part


def draft_new(rfq: Rfq, *, previous: Quote | None, actor: User | None, **fields: Any) -> Quote:
    """A new revision; the caller holds the request's lock and saw that there is no draft."""
    last = rfq.quotes.aggregate(last=Max("revision"))["last"] or 0
    quote = Quote.objects.create(rfq=rfq, revision=last + 1, previous=previous, need_version=rfq.need.version, **fields)
    quote.events.create(frm="", to=quote.status, actor=actor)
    return quote


def parts_follow(quote: Quote) -> None:
    """Parts follow the acceptances: one for each member, with all slots it said yes to and the scope leaves in."""
    accepted = quote.rfq.invitations.filter(status=InvitationStatus.ACCEPTED).order_by("-lead", "pk")
    wanted: dict[int, dict[str, Any]] = {}
    for row in accepted:
        mine = wanted.setdefault(row.supplier_id, {"slots": set(), "lead": False, "invitation": row})
        mine["slots"] |= {slot["slot"] for slot in row.slots} - set(quote.left_out)
        mine["lead"] |= row.lead
    wanted = {supplier: mine for supplier, mine in wanted.items() if mine["slots"]}
    quote.parts.exclude(supplier__in=list(wanted)).delete()
    known = {part.supplier_id: part for part in quote.parts.all()}
    led = any(part.lead for part in known.values())
    for supplier, mine in wanted.items():
        slots = sorted(mine["slots"])
        part = known.get(supplier)
        if part is None:
            mine |= {"slots": slots, "lead": mine["lead"] and not led}
            QuotePart.objects.create(quote=quote, supplier_id=supplier, **mine)
            continue
        if part.invitation_id != mine["invitation"].pk:
            quote.parts.filter(pk=part.pk).update(invitation=mine["invitation"])
        if part.slots != slots:
            part.lines.exclude(slot__in=[NO_SLOT, *slots]).delete()
            quote.parts.filter(pk=part.pk).update(slots=slots, signed_at=None, signed_by=None)
    _lead_follows(quote)


def _lead_follows(quote: Quote) -> None:
    """While the lead has not answered its place is kept; if it is gone, whoever covers most leads."""
    if quote.parts.filter(lead=True).exists():
        return
    if quote.rfq.invitations.filter(lead=True, status__in=WAITING).exists():
        return
    first = min(quote.parts.all(), key=lambda part: (-len(part.slots), part.pk), default=None)
    if first is not None:
        quote.parts.filter(pk=first.pk).update(lead=True)


def signatures_off(parts: Iterable[QuotePart]) -> None:
    keys = [part.pk for part in parts]
    QuotePart.objects.filter(pk__in=keys).update(signed_at=None, signed_by=None)


def draft_copy(old: Quote, *, actor: User | None, **fields: Any) -> Quote:
    """A new revision with the terms and lines of ``old``, for those who are still with it; nobody has signed yet."""
    terms = {name: getattr(old, name) for name in TERMS}
    if old.valid_until is None or old.valid_until <= timezone.localdate():
        terms["valid_until"] = None
    quote = draft_new(old.rfq, previous=old, actor=actor, **{**terms, **fields})
    parts_follow(quote)
    was = {part.supplier_id: part for part in old.parts.prefetch_related("lines")}
    for part in quote.parts.all():
        if part.supplier_id in was:
            _lines_copy(was[part.supplier_id], part)
    return quote


def _lines_copy(old: QuotePart, new: QuotePart) -> None:
    kept = {NO_SLOT, *new.slots}
    rows = [line for line in old.lines.all() if line.slot in kept]
    for row in rows:
        row.pk, row.part = None, new
        row._state.adding = True
    QuoteLine.objects.bulk_create(rows)
