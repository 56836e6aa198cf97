"""What the pages of sourcing show, gathered in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from demand.models import Need
from matchmaker.matching.models import Package, PackageItem
from matchmaker.reference.book import book
from matchmaker.sourcing.choices import LIVE, InvitationStatus, WithdrawReason
from matchmaker.sourcing.models import InvitationEvent, Rfq, RfqInvitation
from matchmaker.sourcing.wording import FOR_FIRM, FOR_SUPPLIER, RFQ, STRONG, SUSPENDED, State, time_left
from suppliers.models import Offer, Supplier

REASONS_SHOWN = 4


@dataclass(frozen=True)
class Ask:
    """A supplier and what it would be, or is, asked for."""

    supplier: Supplier
    slots: tuple[str, ...]
    lead: bool


@dataclass(frozen=True)
class Answer:
    """One line on the firm's page. ``contact`` only after a yes. ``next``: who was asked instead; ``instead_of``: of
    whom this one takes the place; ``over``: it counts no more.
    """

    row: RfqInvitation
    ask: Ask
    state: State
    left: str
    contact: str
    reason: str
    next: str
    instead_of: str
    over: bool


@dataclass(frozen=True)
class Partner:
    """Somebody else in the same package, as a member sees them: ``name`` only once both said yes."""

    name: str
    slots: tuple[str, ...]
    lead: bool
    state: State


@dataclass(frozen=True)
class OwnPart:
    name: str
    offer: Offer | None
    reasons: tuple[str, ...]


def capability_names() -> dict[str, str]:
    return book().names("capabilities")


def said(codes: list[str], names: dict[str, str]) -> str:
    return _(" 또는 ").join(names.get(code, code) for code in codes)


def asks_of(package: Package) -> tuple[tuple[Ask, ...], tuple[str, ...]]:
    """Whom a request on this package would ask, the lead first, and the musts that nobody covers."""
    names = capability_names()
    found: dict[int, list[PackageItem]] = {}
    for item in package.items.all():
        if item.offer_id is not None:
            found.setdefault(item.supplier_id, []).append(item)
    asks = [
        Ask(rows[0].supplier, tuple(said(row.covered_codes, names) for row in rows), pk == package.lead_id)
        for pk, rows in found.items()
    ]
    return tuple(sorted(asks, key=lambda ask: not ask.lead)), open_musts(package, names)


def gap_names(rfq: Rfq, rows: list[RfqInvitation], names: dict[str, str]) -> tuple[str, ...]:
    """The parts for which nobody is left to ask."""
    codes = {slot["slot"]: slot["codes"] for row in rows for slot in row.slots}
    return tuple(said(codes[slot], names) for slot in rfq.gap if slot in codes)


def open_musts(package: Package, names: dict[str, str]) -> tuple[str, ...]:
    return tuple(said(item.codes, names) for item in package.items.all() if item.offer_id is None and item.must)


def answers_of(rfq: Rfq, names: dict[str, str]) -> tuple[Answer, ...]:
    """All that were asked: those that count first, the lead before the others; then those that were replaced."""
    rows, now = list(rfq.invitations.all()), timezone.now()
    yes = InvitationEvent.objects.filter(row__in=rows, to=InvitationStatus.ACCEPTED).select_related("actor")
    said_yes = {event.row_id: event.actor.email for event in yes if event.actor}
    by_pk = {row.pk: row for row in rows}
    after: dict[int, list[str]] = {}
    for row in rows:
        after.setdefault(row.replaces_id or 0, []).append(str(row.supplier))
    told = [
        Answer(
            row=row,
            ask=Ask(row.supplier, _slots(row, names), row.lead and row.status in LIVE),
            state=state_for(FOR_FIRM, row),
            left=time_left(row.respond_by, now) if row.waits else "",
            contact=said_yes.get(row.pk, "") if row.status == InvitationStatus.ACCEPTED else "",
            reason=reason_of(row),
            next=", ".join(after.get(row.pk, ())),
            instead_of=str(by_pk[row.replaces_id].supplier) if row.replaces_id in by_pk else "",
            over=row.status not in LIVE,
        )
        for row in rows
    ]
    return tuple(sorted(told, key=lambda one: (one.over, not one.ask.lead, one.row.pk)))


def reason_of(row: RfqInvitation) -> str:
    """The coded reason in words, whichever table it comes from."""
    if row.status == InvitationStatus.DECLINED:
        return str(row.get_reason_display()) if row.reason else ""
    return str(WithdrawReason(row.reason).label) if row.reason in WithdrawReason.values else ""


def state_for(words: dict[str, State], row: RfqInvitation) -> State:
    """A suspended supplier's closed invitation is nobody's cancelling."""
    return SUSPENDED if row.reason == WithdrawReason.SUSPENDED else words[row.status]


def _slots(row: RfqInvitation, names: dict[str, str]) -> tuple[str, ...]:
    return tuple(said(slot["codes"], names) for slot in row.slots)


def rfq_state(rfq: Rfq) -> State:
    return RFQ[rfq.status]


def invitation_lines(rows: list[RfqInvitation], now: datetime) -> list[tuple[RfqInvitation, State, str, str]]:
    """Row, state, what is asked, and the time left, for the supplier's list."""
    names = capability_names()
    return [
        (row, state_for(FOR_SUPPLIER, row), ", ".join(_slots(row, names)), time_left(row.respond_by, now))
        for row in rows
    ]


def own_parts(row: RfqInvitation, names: dict[str, str]) -> tuple[OwnPart, ...]:
    """The supplier's own slots with its own offers and why they fit."""
    offers = Offer.objects.in_bulk([slot["offer"] for slot in row.slots])
    told = row.rfq.package.run.result.get("slots", [])
    return tuple(
        OwnPart(
            name=said(slot["codes"], names),
            offer=offers.get(slot["offer"]),
            reasons=_reasons(told[slot["slot"]] if slot["slot"] < len(told) else {}, slot["offer"]),
        )
        for slot in row.slots
    )


def _reasons(told: dict[str, Any], offer: int) -> tuple[str, ...]:
    """What spoke for the offer in that run, strongest first; weak points are left out, prices of others never in."""
    ranked = next((one for one in told.get("ranked", []) if one["offer"] == offer), None)
    codes = [reason["code"] for reason in ranked["reasons"]] if ranked else []
    strong = [code.removeprefix("strong_") for code in codes if code.startswith("strong_")]
    return tuple(str(STRONG[code]) for code in strong if code in STRONG)[:REASONS_SHOWN]


def partners_of(row: RfqInvitation, names: dict[str, str]) -> tuple[Partner, ...]:
    yes = InvitationStatus.ACCEPTED
    others = row.rfq.invitations.filter(status__in=LIVE).exclude(supplier=row.supplier_id)
    others = others.select_related("supplier__organisation").order_by("-lead", "pk")
    return tuple(
        Partner(
            name=str(other.supplier) if row.status == other.status == yes else "",
            slots=_slots(other, names),
            lead=other.lead,
            state=FOR_FIRM[other.status],
        )
        for other in others
    )


def facts_of(need: Need) -> dict[str, Any]:
    """Region, industry and head count as the need says, else as the firm's profile does."""
    firm = need.firm
    return {
        "region": need.region or firm.region,
        "industry": need.industry or firm.industry,
        "employees": need.employees or firm.employees,
        "size": firm.get_size_display() if firm.size else "",
    }
