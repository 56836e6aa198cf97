"""Replacement without being asked: an invitation that came to nothing reopens its slots, and the next best is invited.

Whatever ends an invitation marks the request (``Rfq.next_check_at``) in the same transaction; so the refill happens
even if whoever wrote the mark dies. The search runs outside any lock; before its answer is written, the request must
stand as it stood then, or the mark stays for another try.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from demand.choices import NeedStatus
from demand.models import Need
from matchmaker.engine.errors import EngineError
from matchmaker.engine.matching import Matching
from matchmaker.engine.refilling import Refilled, refill_most
from matchmaker.matching.models import MatchRun, PackageItem
from matchmaker.matching.trying import opened
from matchmaker.sourcing import telling
from matchmaker.sourcing.choices import LIVE, WAITING, EscalationKind, RfqStatus
from matchmaker.sourcing.escalating import escalate
from matchmaker.sourcing.inviting import MOST_OPEN_INVITATIONS, Standing, invite, settle, slot_of, standing
from matchmaker.sourcing.models import Rfq, RfqInvitation
from suppliers.choices import OfferStatus, Verification
from suppliers.models import Offer, Supplier

MOST_FAILURES = 3
TRY_AGAIN = timedelta(minutes=30)
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Found:
    """``offers``: reopened slot -> the offer to ask for; ``gap``: reopened slots for which nobody is left."""

    offers: dict[int, int]
    gap: frozenset[int]
    lead: int | None


def slot_refill(*, rfq: Rfq) -> bool:
    """Ask the next best for whatever has come open; whether anything was written. Safe to call at any time.

    Slots without anybody left, or lost ``MOST_FAILURES`` times, become the request's stated gap.
    """
    rfq = Rfq.objects.select_related("need", "package__run").get(pk=rfq.pk)
    if not _due(rfq):
        return False
    before = standing(rfq)
    return _write(rfq, before, _search(rfq.package.run, before))


def _due(rfq: Rfq) -> bool:
    """A need that is being rewritten waits: nobody is asked for what may no longer be wanted."""
    if rfq.next_check_at is None or rfq.next_check_at > timezone.now() or rfq.status == RfqStatus.CANCELLED:
        return False
    return rfq.need.status in (NeedStatus.OPEN, NeedStatus.CHECKED)


def _search(run: MatchRun, now: Standing) -> Found:
    """The engine's answer with everything that stands fixed."""
    lost = frozenset(slot for slot in now.reopened if len(now.lost[slot]) >= MOST_FAILURES)
    wanted = now.reopened - lost
    nobody = Found({}, now.reopened, None)
    if not wanted or not run.case:
        return nobody
    try:
        card = _solved(run, now, wanted).card
    except EngineError:  # a case that an older engine wrote
        logger.exception("run %s cannot be asked again: its requests are not refilled", run.pk)
        return nobody
    offers = {slot: card.cover[slot] for slot in sorted(wanted) if card is not None and card.cover[slot] is not None}
    return Found(offers, now.reopened - set(offers), card.lead if card is not None else None)


def _solved(run: MatchRun, now: Standing, wanted: frozenset[int]) -> Refilled:
    matching = Matching(*opened(run))
    if not matching.has_candidates():
        return Refilled(None, ())
    market, offers = matching.index.market, matching.index.market.offer_id[matching.assembled.offers].tolist()
    firms = market.supplier_id[matching.assembled.suppliers].tolist()
    sold = set(Offer.objects.filter(pk__in=offers, status=OfferStatus.PUBLISHED).values_list("pk", flat=True))
    closed = [slot for slot in range(len(matching.listed.slots)) if slot not in wanted and slot not in now.covered]
    return refill_most(
        matching, now.covered, excluded=_not_to_be_asked(now, firms), open_slots=closed, gone=set(offers) - sold
    )


def _not_to_be_asked(now: Standing, firms: list[int]) -> set[int]:
    """Who said no, stayed silent or left; who still has to answer; who is not verified or has enough to answer."""
    waiting = Count("rfq_invitations", filter=Q(rfq_invitations__status__in=WAITING))
    verified = Supplier.objects.filter(pk__in=firms, status=Verification.VERIFIED).annotate(waiting=waiting)
    free = {row.pk for row in verified if row.waiting < row.open_invitation_limit}
    return (set(firms) - free) | {row.supplier_id for row in now.rows if row.status not in LIVE or row.waits}


@transaction.atomic
def _write(rfq: Rfq, before: Standing, found: Found) -> bool:
    """Locks the need, then the request: invitations of one need are counted one after another."""
    need = Need.objects.select_for_update().get(pk=rfq.need_id)
    row = Rfq.objects.select_for_update().select_related("package__run", "need__firm__organisation").get(pk=rfq.pk)
    if not _due(row) or _picture(standing(row)) != _picture(before) or need.version != rfq.need.version:
        return False
    owners = dict(Offer.objects.filter(pk__in=found.offers.values()).values_list("pk", "supplier_id"))
    open_now = RfqInvitation.objects.filter(rfq__need=need, status__in=WAITING).count()
    if open_now + len(set(owners.values())) > MOST_OPEN_INVITATIONS:
        Rfq.objects.filter(pk=row.pk).update(next_check_at=timezone.now() + TRY_AGAIN)
        return False
    asked = _ask(row, before, found, owners)
    row.gap, row.next_check_at = sorted(before.gap | found.gap), None
    row.save(update_fields=["gap", "next_check_at"])
    leader = _lead(row, found.lead)
    settle(row, actor=None)
    if asked:
        telling.refilled(row, asked, leader)
    if found.gap:
        _state_gap(row, before, found.gap)
    telling.all_in(row)
    return True


def _picture(now: Standing) -> tuple[Any, ...]:
    return tuple((row.pk, row.status) for row in now.rows), now.gap


def _ask(rfq: Rfq, before: Standing, found: Found, owners: dict[int, int]) -> list[RfqInvitation]:
    """One invitation a supplier for all it is to take over; ``replaces`` names whose first slot it was."""
    items = {item.slot: item for item in rfq.package.items.all()}
    offers = Offer.objects.prefetch_related("includes").in_bulk(found.offers.values())
    by_supplier: dict[int, list[dict[str, Any]]] = {}
    for slot, offer in found.offers.items():
        item = PackageItem(slot=slot, codes=items[slot].codes, must=items[slot].must, offer=offers[offer])
        by_supplier.setdefault(owners[offer], []).append(slot_of(item))
    return [
        invite(rfq, supplier_id=pk, slots=slots, actor=None, replaces=before.lost[slots[0]["slot"]][-1])
        for pk, slots in by_supplier.items()
    ]


def _lead(rfq: Rfq, wanted: int | None) -> RfqInvitation | None:
    """Exactly one live invitation leads: whoever did, else whom the engine names, else the first that said yes."""
    live = standing(rfq).live
    if not live or any(row.lead for row in live):
        return None
    chosen = min(live, key=lambda row: (row.supplier_id != wanted, row.waits, row.pk))
    RfqInvitation.objects.filter(pk=chosen.pk).update(lead=True)
    return chosen


def _state_gap(rfq: Rfq, before: Standing, slots: frozenset[int]) -> None:
    """Say what is missing; a coordinator steps in where it is something that the firm must have."""
    said = {slot["slot"]: slot for row in before.rows for slot in row.slots}
    missing = [said[slot] for slot in sorted(slots)]
    telling.gap(rfq, missing)
    if any(slot["must"] for slot in missing):
        codes = [slot["codes"] for slot in missing]
        escalate(need=rfq.need, rfq=rfq, kind=EscalationKind.GAP, detail={"slots": sorted(slots), "codes": codes})
