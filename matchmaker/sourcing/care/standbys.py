"""Who could take a slot over: the standby named for it, then those the package kept in reserve, the best first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from matchmaker.matching.models import PackageItem
from matchmaker.sourcing.choices import HandoverStatus
from matchmaker.sourcing.models import Handover, ProjectSlot
from suppliers.choices import OfferStatus, Verification
from suppliers.models import Offer, Supplier


@dataclass(frozen=True)
class Standby:
    supplier: Supplier
    offer: Offer | None


def asked_before(slot: ProjectSlot) -> set[int]:
    """Suppliers who were asked to take this slot over from its present member, and not asked in vain."""
    asked = Handover.objects.filter(slot=slot).exclude(status=HandoverStatus.CANCELLED)
    return set(asked.values_list("to_supplier_id", flat=True))


def standbys_of(slot: ProjectSlot, *, without: Collection[int] = ()) -> list[Standby]:
    """Verified suppliers in the order in which to ask them, without the present member and those ``without``."""
    out = {slot.supplier_id, *without}
    found: dict[int, Standby] = {}
    reserves = _reserves(slot)
    if slot.standby_id and slot.standby.status == Verification.VERIFIED:
        offer = next((offer for offer in reserves if offer.supplier_id == slot.standby_id), None)
        found[slot.standby_id] = Standby(slot.standby, offer or offer_for(slot.standby, slot.codes))
    for offer in reserves:
        found.setdefault(offer.supplier_id, Standby(offer.supplier, offer))
    return [standby for pk, standby in found.items() if pk not in out]


def _reserves(slot: ProjectSlot) -> list[Offer]:
    """Published offers of verified suppliers among the package item's standbys, in its order."""
    package = slot.project.award.quote.rfq.package_id
    item = PackageItem.objects.filter(package=package, slot=slot.slot).first()
    if item is None:
        return []
    fit = {"status": OfferStatus.PUBLISHED, "supplier__status": Verification.VERIFIED}
    known = Offer.objects.filter(pk__in=item.standbys, **fit).select_related("supplier__organisation")
    by_key = {offer.pk: offer for offer in known}
    return [by_key[pk] for pk in item.standbys if pk in by_key]


def offer_for(supplier: Supplier, codes: Collection[str]) -> Offer | None:
    """The supplier's published offer that covers one of ``codes``, if it has one."""
    mine = supplier.offers.filter(status=OfferStatus.PUBLISHED, capability__in=codes)
    return mine.order_by("pk").first()


def others_for(slot: ProjectSlot) -> QuerySet[Supplier]:
    """Whom a coordinator may ask: every verified supplier that offers something for the slot, but its member."""
    fit = {"status": OfferStatus.PUBLISHED, "capability__in": slot.codes}
    able = Offer.objects.filter(**fit).values("supplier")
    rows = Supplier.objects.filter(pk__in=able, status=Verification.VERIFIED).exclude(pk=slot.supplier_id)
    return rows.select_related("organisation").order_by("organisation__name", "pk")
