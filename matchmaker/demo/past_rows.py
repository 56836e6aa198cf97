"""Rows of things that happened in a simulated past, written straight to the tables with their dates.

The only place of the demo that goes round the services: they know the present only. Rows are those that the services
would have left behind; nobody is told, and the clocks of what is over stand still.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from demand.models import DemandFirm, Need
from matchmaker.lib.claims import claim
from matchmaker.matching.choices import Trigger
from matchmaker.matching.models import MatchRun, Package
from matchmaker.matching.running import runs_execute
from matchmaker.matching.services import LEASE, run_request
from matchmaker.sourcing.choices import CostHead, InvitationStatus, MilestoneKind, QuoteStatus
from matchmaker.sourcing.models import (
    Award,
    Milestone,
    Project,
    Quote,
    QuoteLine,
    QuotePart,
    Rfq,
    RfqInvitation,
    Round,
)
from matchmaker.sourcing.projects.planning import close_of, due_dates
from suppliers.models import Offer, Supplier

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
RATE = 350_000
# Share of a member's price by head; upkeep is a share of it a year.
SHARES = {
    CostHead.ITEM: 0.58,
    CostHead.INTEGRATION: 0.10,
    CostHead.TRAINING: 0.04,
    CostHead.INSTALLATION: 0.06,
}
WORK_SHARE, UPKEEP_SHARE, EXIT_SHARE = 0.22, 0.09, 0.02


@dataclass(frozen=True)
class Seat:
    """Who does one slot of a package, with which offer. ``standby`` would take over."""

    slot: int
    codes: list[str]
    supplier: Supplier
    offer: Offer
    standby: Supplier | None = None


def need_row(firm: DemandFirm, title: str, text: str, codes: Sequence[str], *, at: datetime, **fields: Any) -> Need:
    """A need as its owner had confirmed it."""
    given = {"status": "open", "deadline_weeks": 40, "budget_krw": 300_000_000, "region": firm.region, **fields}
    need = Need.objects.create(
        firm=firm, title=title, text=text, created_at=at, opened_at=at, changed_at=at, industry=firm.industry, **given
    )
    for position, code in enumerate(codes):
        need.requirements.create(codes=[code], confirmed=True, position=position, words=title)
    return need


def run_now(need: Need) -> MatchRun:
    """Have the engine answer the need, here and now."""
    queued = run_request(need=need, trigger=Trigger.ASKED)
    row = claim(MatchRun, queued.pk, waiting="queued", busy="running", lease=LEASE)
    if row is not None:
        runs_execute(runs=[row])
    return MatchRun.objects.get(pk=queued.pk)


def run_copied(run: MatchRun, need: Need) -> list[Package]:
    """The same answer with all its packages for another need that asks for the same; its case is not kept twice."""
    fields = ("ranker_id", "market_version", "taxonomy_version", "engine_version", "params", "result")
    same = {name: getattr(run, name) for name in fields}
    copy = MatchRun.objects.create(
        need=need, need_version=need.version, status="done", progress=100, created_at=need.created_at,
        data_cut=timezone.now(), finished_at=need.created_at, **same,
    )  # fmt: skip
    return [_package_copied(one, copy) for one in run.packages.all()]


def _package_copied(package: Package, run: MatchRun) -> Package:
    items = list(package.items.all())
    copy = Package.objects.get(pk=package.pk)
    copy.pk, copy.run = None, run
    copy.save(force_insert=True)
    for item in items:
        item.pk, item.package = None, copy
    type(items[0]).objects.bulk_create(items)
    return copy


def seats_of(package: Package) -> list[Seat]:
    """Who does what as the engine had it, each with its first standby."""
    items = [item for item in package.items.select_related("supplier", "offer") if item.offer is not None]
    spare = Offer.objects.select_related("supplier").in_bulk([item.standbys[0] for item in items if item.standbys])
    return [
        Seat(
            item.slot,
            item.codes,
            item.supplier,  # type: ignore[arg-type]
            item.offer,  # type: ignore[arg-type]
            spare[item.standbys[0]].supplier if item.standbys and item.standbys[0] in spare else None,
        )
        for item in items
    ]


def round_row(need: Need, *, at: datetime, **fields: Any) -> Round:
    given = {
        "need_version": need.version,
        "quotes_due_at": close_of(timezone.localdate(at) + 14 * DAY),
        "promise_by": close_of(timezone.localdate(at) + 7 * DAY),
        "promise_kept": True,
        **fields,
    }
    return Round.objects.create(need=need, created_at=at, **given)


def rfq_row(round_: Round, package: Package, seats: Sequence[Seat], *, at: datetime) -> Rfq:
    """A request to which every member said yes."""
    by = round_.need.firm.organisation.members.first()
    rfq = Rfq.objects.create(
        need=round_.need, round=round_, package=package, status="complete", created_by=by, created_at=at
    )
    lead = lead_of(package, seats)
    for supplier, mine in by_supplier(seats).items():
        slots = [{"slot": seat.slot, "codes": seat.codes, "offer": seat.offer.pk, "must": True} for seat in mine]
        RfqInvitation.objects.create(
            rfq=rfq, supplier=supplier, slots=slots, lead=supplier == lead, status=InvitationStatus.ACCEPTED,
            created_at=at, respond_by=at + 2 * DAY, answered_at=at + DAY,
        )  # fmt: skip
    return rfq


def by_supplier(seats: Sequence[Seat]) -> dict[Supplier, list[Seat]]:
    found: dict[Supplier, list[Seat]] = {}
    for seat in seats:
        found.setdefault(seat.supplier, []).append(seat)
    return found


def lead_of(package: Package, seats: Sequence[Seat]) -> Supplier:
    """The lead of the package if it is among those who do the work, else whoever does the first slot."""
    return next((seat.supplier for seat in seats if seat.supplier.pk == package.lead_id), seats[0].supplier)


def quote_row(
    rfq: Rfq, seats: Sequence[Seat], *, status: str, at: datetime, factor: float = 1.0, **terms: Any
) -> Quote:
    """A joint quote; ``factor`` makes it dearer. ``unpriced``: suppliers that have not written their lines yet;
    ``without``: heads that nobody priced.
    """
    unpriced, without = set(terms.pop("unpriced", ())), set(terms.pop("without", ()))
    handed_in = status != QuoteStatus.DRAFT
    weeks = max(seat.offer.weeks or 8 for seat in seats)
    given = {
        "liability": "joint", "subcontract_pct": 0, "delivery_weeks": weeks, "onsite_hours": 24, "warranty_months": 12,
        "data_owner": "client", "valid_until": timezone.localdate(at) + 13 * WEEK, "need_version": rfq.need.version,
    }  # fmt: skip
    quote = Quote.objects.create(
        rfq=rfq, status=status, created_at=at, submitted_at=at if handed_in else None,
        opened_at=at if handed_in and status != QuoteStatus.SUBMITTED else None, **{**given, **terms},
    )  # fmt: skip
    lead = lead_of(rfq.package, seats)
    for supplier, mine in by_supplier(seats).items():
        signed = at if supplier not in unpriced else None
        part = QuotePart.objects.create(
            quote=quote, supplier=supplier, slots=[seat.slot for seat in mine], lead=supplier == lead, signed_at=signed,
            signed_by=supplier.organisation.members.first() if signed else None,
            invitation=rfq.invitations.filter(supplier=supplier).first(),
        )  # fmt: skip
        if supplier not in unpriced:
            _price(part, mine, factor, without)
    return quote


def _price(part: QuotePart, seats: Sequence[Seat], factor: float, without: set[str]) -> None:
    base = {seat.slot: round((seat.offer.price_typical_krw or 20_000_000) * factor) for seat in seats}
    total = sum(base.values())
    days = max(round(total * WORK_SHARE / RATE), 1)
    lines = [
        QuoteLine(part=part, head=CostHead.ITEM, slot=slot, amount_krw=_even(money * SHARES[CostHead.ITEM]))
        for slot, money in base.items()
    ]
    lines += [
        QuoteLine(part=part, head=head, amount_krw=_even(total * share))
        for head, share in SHARES.items()
        if head != CostHead.ITEM
    ]
    work = {"grade": "middle", "days": days, "rate_krw": RATE, "amount_krw": days * RATE}
    lines.append(QuoteLine(part=part, head=CostHead.ENGINEERING, **work))
    upkeep = _even(total * UPKEEP_SHARE)
    lines += [QuoteLine(part=part, head=CostHead.MAINTENANCE, year=year, amount_krw=upkeep) for year in range(1, 6)]
    lines.append(QuoteLine(part=part, head=CostHead.EXIT, amount_krw=_even(total * EXIT_SHARE)))
    QuoteLine.objects.bulk_create(line for line in lines if line.head not in without)


def _even(amount: float) -> int:
    return round(amount / 100_000) * 100_000


def award_row(quote: Quote, *, at: datetime, **fields: Any) -> Award:
    Quote.objects.filter(pk=quote.pk).update(status=QuoteStatus.SELECTED)
    quote.status = QuoteStatus.SELECTED
    by = quote.rfq.need.firm.organisation.members.first()
    given = {"status": "active", "confirm_by": at + 2 * DAY, "confirmed_at": at + DAY, "decided_by": by, **fields}
    return Award.objects.create(need=quote.rfq.need, quote=quote, created_at=at, **given)


def project_row(award: Award, seats: Sequence[Seat], *, at: datetime, price: int, **fields: Any) -> Project:
    """A project begun at ``at`` with its slots and its five milestones, all still to come."""
    quote, day = award.quote, timezone.localdate(at)
    need = award.need
    Need.objects.filter(pk=need.pk).update(status="closed", result="awarded")
    project = Project.objects.create(
        award=award, need=need, lead=lead_of(quote.rfq.package, seats), price_krw=price, starts_on=day, created_at=at,
        weeks=quote.delivery_weeks or 16, onsite_hours=quote.onsite_hours, warranty_months=quote.warranty_months,
        **fields,
    )  # fmt: skip
    for seat in seats:
        project.slots.create(
            slot=seat.slot, codes=seat.codes, supplier=seat.supplier, offer=seat.offer, standby=seat.standby, since=day
        )
    dues = due_dates(day, project.weeks).items()
    Milestone.objects.bulk_create(
        Milestone(project=project, kind=kind, position=position, due_on=due, next_check_at=close_of(due))
        for position, (kind, due) in enumerate(dues, start=1)
    )
    return project


def milestones_met(project: Project, *kinds: MilestoneKind) -> None:
    """These were reported and agreed on their days."""
    for row in project.milestones.filter(kind__in=kinds):
        at = close_of(row.due_on)
        told = {"reported_at": at, "decided_at": at, "next_check_at": None, "report": "약속한 일을 마쳤습니다."}
        Milestone.objects.filter(pk=row.pk).update(status="met", **told)
        row.events.create(frm="scheduled", to="met", at=at)
