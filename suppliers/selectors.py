"""What pages of the supply side read. Each function asks a fixed number of queries, however many rows there are."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from matchmaker.accounts.access import Actor, scoped
from matchmaker.accounts.choices import OrganisationKind
from matchmaker.lib.prepared import Prepared
from suppliers.choices import Evidence, OfferStatus, Verification
from suppliers.listing import ListingFacts, OfferFacts
from suppliers.models import Offer, PastProject, Supplier

LISTED = ("title", "status", "price_typical_krw", "price_unit", "weeks")


def offers_of(supplier: Supplier) -> QuerySet[Offer]:
    """All offers of the firm with what they are told with, the newest change first."""
    rows = Offer.objects.filter(supplier=supplier).select_related("capability")
    return rows.prefetch_related("regions", "standards").order_by("-changed_at", "-pk")


def offers_listed(supplier: int, status: str = "") -> QuerySet[Offer]:
    """The same offers, or those in one state, with no more than a line of the firm's own list shows."""
    rows = Offer.objects.filter(supplier=supplier).select_related("capability").order_by("-changed_at", "-pk")
    rows = rows.filter(status=status) if status else rows
    return rows.only(*LISTED, "capability__name_ko", "capability__name_en")


def published_of(supplier: Supplier) -> list[Offer]:
    full = offers_of(supplier).filter(status=OfferStatus.PUBLISHED).prefetch_related("includes")
    return list(full.order_by("capability__position", "pk"))


COUNTS: Prepared[Any] = Prepared(
    lambda supplier: Offer.objects.filter(supplier=supplier).values_list("status").annotate(Count("pk")), int
)


def offer_counts(supplier: Supplier) -> dict[str, int]:
    """How many offers stand in each state."""
    return {str(status): 0 for status in OfferStatus} | dict(COUNTS.rows(supplier.pk))


def projects_of(supplier: Supplier) -> QuerySet[PastProject]:
    return (
        PastProject.objects.filter(supplier=supplier)
        .select_related("client_industry", "client_region")
        .prefetch_related("capabilities", Prefetch("partners", Supplier.objects.select_related("organisation")))
    )


def listing_facts(supplier: Supplier) -> ListingFacts:
    """The facts that the listing score counts; two queries for offers, two counts."""
    rows = (
        Offer.objects.filter(supplier=supplier, status=OfferStatus.PUBLISHED)
        .annotate(
            spoken=Count("standards", distinct=True),
            served=Count("regions", distinct=True),
            known=Count("capability__standards", distinct=True),
        )
        .order_by()
    )
    proven = Count("pk", filter=~Q(evidence=Evidence.SELF))
    projects = PastProject.objects.filter(supplier=supplier).aggregate(all=Count("pk"), proven=proven)
    firm = (supplier.kind, supplier.size, supplier.founded_on, supplier.employees)
    return ListingFacts(
        number=bool(supplier.organisation.business_number),
        about=len(supplier.about.strip()),
        region=supplier.region_id is not None,
        contact=bool(supplier.phone or supplier.homepage),
        firm=sum(1 for fact in firm if fact),
        offers=[_offer_facts(row) for row in rows],
        projects=projects["all"],
        proven=projects["proven"],
        certificates=supplier.certificates.count(),
        level=bool(supplier.programme_level),
    )


def _offer_facts(row: Any) -> OfferFacts:
    return OfferFacts(
        description=len(row.description.strip()),
        regions=row.served > 0,
        onsite=row.onsite_hours is not None,
        standards=row.spoken > 0 if row.known else None,
        warranty=row.warranty_months is not None,
        terms=bool(row.service_terms),
        origin=bool(row.origin_software or row.origin_parts),
    )


def readable_by(actor: Actor) -> QuerySet[Supplier]:
    """Suppliers whose page the actor may read: SMEs verified ones, a supplier its own, an office also those of its
    regions that are not verified.
    """
    rows = Supplier.objects.select_related("organisation", "region")
    if actor.organisation.kind == OrganisationKind.PROGRAMME:
        return rows.filter(status=Verification.VERIFIED) | scoped(rows, actor.organisation, "region")
    if actor.organisation.kind == OrganisationKind.DEMAND:
        return rows.filter(status=Verification.VERIFIED)
    return rows.filter(organisation=actor.organisation)
