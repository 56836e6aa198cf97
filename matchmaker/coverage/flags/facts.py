"""Everything the rules may look at, read for one quote in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

from django.utils import timezone

from matchmaker.accounts.choices import AuditAction
from matchmaker.accounts.models import AuditEntry, Membership, Organisation
from matchmaker.coverage.flags.case import Bid, Case, Party
from matchmaker.reference.choices import PriceUnit
from matchmaker.reference.models import Capability
from matchmaker.sourcing.choices import CostHead, QuoteStatus
from matchmaker.sourcing.models import Award, Quote, QuoteLine, QuotePart
from matchmaker.sourcing.quotes.costing import BUILD_HEADS

LOGINS_OF = timedelta(days=30)
PAIRS_OF = timedelta(days=730)
WHOLE = frozenset({PriceUnit.PROJECT, PriceUnit.SYSTEM})
RIVAL = (QuoteStatus.OPENED, QuoteStatus.SELECTED, QuoteStatus.NOT_SELECTED)


def case_of(quote: Quote) -> Case:
    """The quote with its need, its rivals for the same need, and what its two sides did before."""
    need, firm = quote.rfq.need, quote.rfq.need.firm.organisation
    rivals = list(Quote.objects.filter(rfq__need=need, opened_at__isnull=False, status__in=RIVAL).exclude(pk=quote.pk))
    earlier = _chosen_before(quote)
    rows = [quote, *rivals, *([earlier] if earlier else [])]
    parts = _parts(rows)
    houses = {part.supplier.organisation for each in parts.values() for part in each} | {firm}
    parties = _parties(houses, {part.supplier.organisation_id: part.supplier for row in parts.values() for part in row})
    lines = _lines(rows)
    bids = {row.pk: _bid(row, parts[row.pk], lines[row.pk], parties) for row in rows}
    lead = next((part.supplier_id for part in parts[quote.pk] if part.lead), None)
    together, leads = _awards(firm, lead, quote)
    return Case(
        firm=parties[firm.pk],
        need_words=f"{need.title} {need.text}",
        bid=bids[quote.pk],
        rivals=tuple(bids[row.pk] for row in rivals),
        texts=tuple(_texts(quote, lines[quote.pk])),
        together=together,
        leads=leads,
        band=_band(quote, parts[quote.pk]),
        before=bids[earlier.pk] if earlier else None,
    )


def _chosen_before(quote: Quote) -> Quote | None:
    """The revision before this one, where an award had been made on it."""
    if quote.previous_id is None or not Award.objects.filter(quote=quote.previous_id).exists():
        return None
    return Quote.objects.get(pk=quote.previous_id)


def _parts(quotes: list[Quote]) -> dict[int, list[QuotePart]]:
    found: dict[int, list[QuotePart]] = {row.pk: [] for row in quotes}
    for part in QuotePart.objects.filter(quote__in=quotes).select_related("supplier__organisation").order_by("pk"):
        found[part.quote_id].append(part)
    return found


def _lines(quotes: list[Quote]) -> dict[int, list[QuoteLine]]:
    found: dict[int, list[QuoteLine]] = {row.pk: [] for row in quotes}
    for line in QuoteLine.objects.filter(part__quote__in=quotes).select_related("part__supplier").order_by("pk"):
        found[line.part.quote_id].append(line)
    return found


def _parties(houses: Iterable[Organisation], suppliers: dict[int, Any]) -> dict[int, Party]:
    """Organisations with their people and the networks that they logged in from of late."""
    every = {house.pk: house for house in houses}
    people: dict[int, dict[int, tuple[str, str]]] = defaultdict(dict)
    members = Membership.objects.filter(organisation__in=every, user__is_active=True).select_related("user")
    for row in members:
        people[row.organisation_id][row.user_id] = (row.user.email.lower(), row.user.name.strip())
    homes = {user: pk for pk, own in people.items() for user in own}
    networks: dict[int, set[str]] = defaultdict(set)
    since = timezone.now() - LOGINS_OF
    logins = AuditEntry.objects.filter(action=AuditAction.LOGGED_IN, actor__in=homes, at__gte=since).exclude(address="")
    for user, address in logins.order_by().values_list("actor_id", "address").distinct():
        if ip_network(address, strict=False).is_global:  # a network of one's own house or machine tells nothing
            networks[homes[user]].add(address)
    return {pk: _party(house, suppliers.get(pk), people[pk], networks[pk]) for pk, house in every.items()}


def _party(house: Organisation, firm: Any, people: dict[int, tuple[str, str]], networks: set[str]) -> Party:
    given = {name: getattr(firm, name) for name in ("phone", "address", "employees")} if firm else {}
    known = {"people": people, "networks": frozenset(networks)}
    return Party(pk=house.pk, name=house.name, number=house.business_number, **given, **known)


def _bid(quote: Quote, parts: list[QuotePart], lines: list[QuoteLine], parties: dict[int, Party]) -> Bid:
    days: dict[int, float] = defaultdict(float)
    amounts: dict[tuple[str, int, str, int], int] = defaultdict(int)
    for line in lines:
        amounts[line.head, line.slot, line.grade, line.year] += line.amount_krw
        if line.head == CostHead.ENGINEERING and line.days:
            days[line.part.supplier.organisation_id] += float(line.days)
    return Bid(
        pk=quote.pk,
        parties=tuple(parties[part.supplier.organisation_id] for part in parts),
        lines=dict(amounts),
        days=dict(days),
        weeks=quote.delivery_weeks,
        total_krw=sum(line.amount_krw for line in lines if line.head in BUILD_HEADS),
        words=" ".join([quote.note, *(line.note for line in lines)]),
    )


def _awards(firm: Organisation, lead: int | None, quote: Quote) -> tuple[int, int]:
    """(awards of this pair, awards of this lead) that held or may still hold, of the last two years."""
    rows = Award.objects.filter(created_at__gte=timezone.now() - PAIRS_OF, confirmed_at__isnull=False)
    rows = rows.filter(quote__parts__supplier=lead, quote__parts__lead=True).exclude(need=quote.rfq.need_id)
    buyers = list(rows.values_list("need__firm__organisation", flat=True))
    return buyers.count(firm.pk), len(buyers)


def _texts(quote: Quote, lines: list[QuoteLine]) -> list[tuple[str, str]]:
    need, asked = quote.rfq.need, quote.rfq.round
    told = [("need", need.text), ("request", quote.rfq.note), ("quote", quote.note)]
    told += [("line", line.note) for line in lines if line.note]
    if asked is not None:
        told += [pair for row in asked.questions.all() for pair in (("question", row.text), ("answer", row.answer))]
    return told


def _band(quote: Quote, parts: list[QuotePart]) -> tuple[int, int] | None:
    """What the covered slots usually cost together; None where one is not priced as a whole."""
    slots = {slot for part in parts for slot in part.slots} - set(quote.left_out)
    items = [item for item in quote.rfq.package.items.all() if item.slot in slots and item.codes]
    known = Capability.objects.in_bulk({item.codes[0] for item in items})
    rows = [known.get(item.codes[0]) for item in items]
    if not rows or any(row is None or row.price_unit not in WHOLE for row in rows):
        return None
    return sum(row.price_min_krw for row in rows if row), sum(row.price_max_krw for row in rows if row)
