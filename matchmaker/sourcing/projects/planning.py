"""What a project begins with: its dates, its price, who covers what and who stands by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from matchmaker.lib.korea import is_working_day, working_days_after
from matchmaker.matching.models import PackageItem
from matchmaker.sourcing.choices import InvitationStatus, MilestoneKind
from matchmaker.sourcing.models import Quote, QuotePart
from matchmaker.sourcing.outcomes.deadlines import months_after
from suppliers.choices import OfferStatus, Verification
from suppliers.models import Offer, Supplier

OFFICE_CLOSES = time(18)
WEEKS_UNSAID = 16
CARE_MONTHS = 6


@dataclass(frozen=True)
class SlotPlan:
    """A slot of the quote: who covers it with which offer, and who would take over."""

    slot: int
    codes: list[str]
    supplier: Supplier
    offer: int | None
    standby: Supplier | None


def close_of(day: date) -> datetime:
    """The moment the office closes on that day."""
    return timezone.make_aware(datetime.combine(day, OFFICE_CLOSES))


def working_day(day: date) -> date:
    """The day itself if people work then, else the next one on which they do."""
    return day if is_working_day(day) else working_days_after(day, 1)


def due_dates(starts_on: date, weeks: int) -> dict[str, date]:
    """When each milestone is due: all on Korean working days, strictly one after another."""
    days = weeks * 7
    after = {
        MilestoneKind.KICK_OFF: min(7, days // 5),
        MilestoneKind.MID_CHECK: days // 2,
        MilestoneKind.FINAL_CHECK: days - min(7, days // 5),
        MilestoneKind.COMPLETION: days,
    }
    found, last = {}, starts_on
    for kind, count in after.items():
        last = working_day(max(starts_on + timedelta(days=count), last + timedelta(days=1)))
        found[kind.value] = last
    return {**found, MilestoneKind.AFTER_CARE.value: working_day(months_after(last, CARE_MONTHS))}


def slot_plans(quote: Quote) -> list[SlotPlan]:
    """The slots that the quote covers, each with its standby."""
    items = {item.slot: item for item in quote.rfq.package.items.all()}
    asked = _asked(quote)
    plans = []
    for part in quote.parts.select_related("supplier"):
        for slot in sorted(set(part.slots) - set(quote.left_out)):
            item, told = items.get(slot), asked.get((part.supplier_id, slot))
            plans.append(_plan(part, slot, item, told))
    return plans


def _plan(part: QuotePart, slot: int, item: PackageItem | None, told: dict | None) -> SlotPlan:
    """``told``: what the member was asked for; the package's own item where nobody asked."""
    codes = told["codes"] if told else item.codes if item else []
    offer = told["offer"] if told else item.offer_id if item and item.supplier_id == part.supplier_id else None
    standby = standby_among(item.standbys if item else [], but={part.supplier_id})
    known = Offer.objects.filter(pk=offer).values_list("pk", flat=True).first()
    return SlotPlan(slot=slot, codes=codes, supplier=part.supplier, offer=known, standby=standby)


def _asked(quote: Quote) -> dict[tuple[int, int], dict]:
    """(supplier, slot) -> what the request asked of it, of those who said yes; a later invitation counts."""
    rows = quote.rfq.invitations.filter(status=InvitationStatus.ACCEPTED).order_by("pk")
    return {(row.supplier_id, told["slot"]): told for row in rows for told in row.slots}


def standby_among(offers: Iterable[int], *, but: set[int]) -> Supplier | None:
    """The first of these offers' suppliers that could take over now: verified, its offer published, not in ``but``."""
    return next(standbys_among(offers, but=but), None)


def standbys_among(offers: Iterable[int], *, but: set[int]) -> Iterator[Supplier]:
    order = list(offers)
    found = Offer.objects.filter(
        pk__in=order, status=OfferStatus.PUBLISHED, supplier__status=Verification.VERIFIED
    ).exclude(supplier__in=but)
    by_pk = found.select_related("supplier__organisation").in_bulk()
    return (by_pk[pk].supplier for pk in order if pk in by_pk)
