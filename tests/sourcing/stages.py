"""Rows of every stage after the request, written straight to the database: what tests of a later stage begin with.

Each builds on the one before: accepted_rfq -> draft_quote or opened_quote -> active_award -> project.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.sourcing.choices import (
    CostHead,
    DataOwner,
    InvitationStatus,
    Liability,
    MilestoneKind,
    QuoteStatus,
)
from matchmaker.sourcing.models import Award, Project, Quote, QuotePart, Rfq, RfqInvitation, Round
from tests.sourcing.scenes import package_of

WEEK = timedelta(weeks=1)
TERMS = {
    "liability": Liability.JOINT,
    "subcontract_pct": 0,
    "delivery_weeks": 16,
    "onsite_hours": 24,
    "warranty_months": 12,
    "data_owner": DataOwner.CLIENT,
}
# Won a member asks for, by (head, year); the first member's software is the dear part.
PRICES = {
    (CostHead.ITEM, 0): 60_000_000,
    (CostHead.ENGINEERING, 0): 20_000_000,
    (CostHead.INTEGRATION, 0): 8_000_000,
    (CostHead.TRAINING, 0): 2_000_000,
    (CostHead.INSTALLATION, 0): 3_000_000,
    **{(CostHead.MAINTENANCE, year): 5_000_000 for year in range(1, 6)},
    (CostHead.EXIT, 0): 1_000_000,
}


def round_of(rfq: Rfq, **fields: Any) -> Round:
    """The round of the request's need; made if there is none."""
    now = timezone.now()
    given = {"need_version": rfq.need.version, "quotes_due_at": now + 2 * WEEK, "promise_by": now + WEEK, **fields}
    row, fresh = Round.objects.get_or_create(need=rfq.need, defaults=given)
    if not fresh and fields:
        Round.objects.filter(pk=row.pk).update(**fields)
        row.refresh_from_db()
    Rfq.objects.filter(pk=rfq.pk).update(round=row)
    rfq.round = row
    return row


def accepted_rfq(sme: User, *members: User, need: Any = None, **fields: Any) -> Rfq:
    """A request whose members all said yes; the first leads. ``need``: put it beside another request of that need."""
    package = package_of(sme, *members)
    if need is not None:
        type(package.run).objects.filter(pk=package.run_id).update(need=need)
        package.run.refresh_from_db()
    asked = package.run.need
    type(asked).objects.filter(pk=asked.pk).update(status="open", opened_at=timezone.now())
    asked.refresh_from_db()
    rfq = Rfq.objects.create(need=asked, package=package, status="complete", created_by=sme)
    round_of(rfq, **fields)
    for item in package.items.select_related("offer", "supplier"):
        RfqInvitation.objects.create(
            rfq=rfq,
            supplier=item.supplier,
            slots=[{"slot": item.slot, "codes": item.codes, "offer": item.offer_id, "must": item.must}],
            lead=item.supplier_id == package.lead_id,
            status=InvitationStatus.ACCEPTED,
            respond_by=timezone.now() + timedelta(days=2),
            answered_at=timezone.now(),
        )
    return rfq


def draft_quote(rfq: Rfq, *, signed: bool = False, factor: float = 1.0, **terms: Any) -> Quote:
    """A draft with every line of every member. ``factor`` makes it dearer or cheaper."""
    given = {**TERMS, "valid_until": timezone.localdate() + 13 * WEEK, **terms}
    quote = Quote.objects.create(rfq=rfq, need_version=rfq.need.version, **given)
    for invitation in rfq.invitations.filter(status=InvitationStatus.ACCEPTED).order_by("-lead", "pk"):
        part = QuotePart.objects.create(
            quote=quote,
            supplier=invitation.supplier,
            invitation=invitation,
            slots=[slot["slot"] for slot in invitation.slots],
            lead=invitation.lead,
            signed_at=timezone.now() if signed else None,
        )
        _write_lines(part, factor if invitation.lead else factor / 10)
    return quote


def _write_lines(part: QuotePart, factor: float) -> None:
    for (head, year), amount in PRICES.items():
        for slot in part.slots if head == CostHead.ITEM else [-1]:
            engineering = head == CostHead.ENGINEERING
            part.lines.create(
                head=head,
                slot=slot,
                year=year,
                grade="middle" if engineering else "",
                days=round(40 * factor, 1) if engineering else None,
                rate_krw=500_000 if engineering else None,
                amount_krw=round(round(40 * factor, 1) * 500_000) if engineering else round(amount * factor),
            )


def opened_quote(rfq: Rfq, **terms: Any) -> Quote:
    """Handed in, and readable by the firm."""
    quote = draft_quote(rfq, signed=True, **terms)
    now = timezone.now()
    Quote.objects.filter(pk=quote.pk).update(status=QuoteStatus.OPENED, submitted_at=now, opened_at=now)
    quote.refresh_from_db()
    return quote


def active_award(quote: Quote, **fields: Any) -> Award:
    Quote.objects.filter(pk=quote.pk).update(status=QuoteStatus.SELECTED)
    now = timezone.now()
    given = {"status": "active", "confirm_by": now + timedelta(days=2), "confirmed_at": now, **fields}
    return Award.objects.create(need=quote.rfq.need, quote=quote, **given)


def project(award: Award, *, standby: User | None = None, **fields: Any) -> Project:
    """A project with its slots and five milestones, beginning today. ``standby``: who stands by for every slot."""
    from tests.sourcing.scenes import firm

    quote, today = award.quote, timezone.localdate()
    given = {"price_krw": 93_000_000, "weeks": quote.delivery_weeks or 16, "onsite_hours": quote.onsite_hours, **fields}
    lead = quote.parts.get(lead=True).supplier
    row = Project.objects.create(award=award, need=award.need, lead=lead, starts_on=today, **given)
    items = {item.slot: item for item in quote.rfq.package.items.all()}
    for part in quote.parts.all():
        for slot in part.slots:
            row.slots.create(
                slot=slot,
                codes=items[slot].codes,
                supplier=part.supplier,
                offer=items[slot].offer,
                standby=firm(standby) if standby else None,
                since=today,
            )
    dues = (1, row.weeks // 2, row.weeks - 1, row.weeks, row.weeks + 26)
    for position, (kind, weeks) in enumerate(zip(MilestoneKind.values, dues, strict=True), start=1):
        row.milestones.create(kind=kind, position=position, due_on=today + weeks * WEEK)
    return row
