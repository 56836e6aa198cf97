"""What suppliers write: profile, offers, past projects, certificates. Each change that matching must see is dated."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from matchmaker.accounts.choices import OrganisationKind
from matchmaker.accounts.models import Organisation, User
from matchmaker.lib.prepared import Prepared
from matchmaker.lib.transitions import advance
from matchmaker.notifications.feed.services import event_of_move
from suppliers.choices import NUMBER_FIXED, Evidence, OfferStatus
from suppliers.models import Certificate, Offer, PastProject, Supplier

PLAIN = ("title", "description", "price_unit", "weeks", "onsite_hours", "capacity_per_quarter", "warranty_months")
PLAIN += ("service_terms", "origin_software", "origin_parts", "effort")


SUPPLIER: Prepared[Supplier] = Prepared(
    lambda organisation: Supplier.objects.filter(organisation=organisation).select_related("organisation", "region"),
    int,
)


def supplier_of(organisation: Organisation) -> Supplier:
    """The organisation's supplier row, made when it is first asked for. Raises ValueError for other kinds of firms."""
    if organisation.kind != OrganisationKind.SUPPLIER:
        raise ValueError(f"{organisation} is no supplier")
    return SUPPLIER.first(organisation.pk) or Supplier.objects.get_or_create(organisation=organisation)[0]


def supplier_touch(supplier: Supplier) -> None:
    supplier.changed_at = timezone.now()
    Supplier.objects.filter(pk=supplier.pk).update(changed_at=supplier.changed_at)


@transaction.atomic
def supplier_update(*, supplier: Supplier, fields: dict[str, Any], business_number: str) -> Supplier:
    """Write the profile. The number stays from the application on: what is checked must not change afterwards."""
    for name, value in fields.items():
        setattr(supplier, name, value)
    supplier.changed_at = timezone.now()
    supplier.save(update_fields=[*fields, "changed_at"])
    if supplier.status not in NUMBER_FIXED and business_number != supplier.organisation.business_number:
        supplier.organisation.business_number = business_number
        supplier.organisation.save(update_fields=["business_number"])
    return supplier


def offer_fields(data: dict[str, Any]) -> dict[str, Any]:
    """Columns of an offer from the form's cleaned data."""
    return {name: data[name] for name in PLAIN} | {
        "capability_id": data["capability"],
        "price_low_krw": data["price_low"],
        "price_typical_krw": data["price_typical"],
        "price_high_krw": data["price_high"],
    }


@transaction.atomic
def offer_save(
    *, supplier: Supplier, data: dict[str, Any], all_regions: list[str], offer: Offer | None = None
) -> Offer:
    """Write a new or a changed offer from the form's cleaned data; ``all_regions`` is what nationwide means today."""
    row = offer or Offer(supplier=supplier)
    for name, value in offer_fields(data).items():
        setattr(row, name, value)
    row.changed_at = timezone.now()
    row.save()
    row.standards.set(data["standards"])
    row.regions.set(all_regions if data["nationwide"] else data["regions"])
    row.includes.set(data["includes"])
    return row


@transaction.atomic
def offer_publish(*, offer: Offer, actor: User) -> None:
    """Raises MoveRefused when the offer is already published."""
    frm = offer.status if offer.status != OfferStatus.PUBLISHED else OfferStatus.DRAFT
    advance(offer, frm=frm, to=OfferStatus.PUBLISHED, actor=actor, changed_at=timezone.now())
    event_of_move(organisation=offer.supplier.organisation, row=offer)


@transaction.atomic
def offer_hide(*, offer: Offer, actor: User) -> None:
    """Raises MoveRefused when the offer is already hidden."""
    frm = offer.status if offer.status != OfferStatus.HIDDEN else OfferStatus.PUBLISHED
    advance(offer, frm=frm, to=OfferStatus.HIDDEN, actor=actor, changed_at=timezone.now())
    event_of_move(organisation=offer.supplier.organisation, row=offer)


@transaction.atomic
def drafts_publish(*, supplier: Supplier, actor: User) -> int:
    """Publish every draft of the supplier; returns how many."""
    drafts = list(supplier.offers.filter(status=OfferStatus.DRAFT))
    for offer in drafts:
        offer_publish(offer=offer, actor=actor)
    return len(drafts)


@transaction.atomic
def project_save(
    *, project: PastProject, supplier: Supplier, many: dict[str, Any], changed: bool = True
) -> PastProject:
    """Write a past project. A changed claim loses its proof: what was checked is not what now stands there."""
    project.supplier = supplier
    if changed:
        project.evidence = Evidence.SELF
    project.save()
    for name, rows in many.items():
        getattr(project, name).set(rows)
    supplier_touch(supplier)
    return project


@transaction.atomic
def project_delete(*, project: PastProject) -> None:
    supplier_touch(project.supplier)
    project.delete()


@transaction.atomic
def certificate_save(*, certificate: Certificate, supplier: Supplier) -> Certificate:
    certificate.supplier = supplier
    certificate.save()
    supplier_touch(supplier)
    return certificate


@transaction.atomic
def certificate_delete(*, certificate: Certificate) -> None:
    supplier_touch(certificate.supplier)
    certificate.delete()
