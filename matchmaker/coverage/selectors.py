"""What administrators read. Every function asks a fixed number of queries, however large the market is."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet, Subquery

from demand.choices import MATCHED, Strength
from demand.models import Need, Requirement
from matchmaker.accounts.access import scoped
from matchmaker.accounts.choices import OrganisationKind
from matchmaker.accounts.models import Organisation
from matchmaker.lib.addresses import region_code_of
from matchmaker.matching.choices import RunStatus
from matchmaker.matching.models import MatchRun, Package, PackageItem
from matchmaker.reference.models import Capability
from suppliers.models import RegisterEntry, Supplier

FIRM = ("supplier__region", "demand_firm__region")  # where an organisation of either side has its region


def firms(
    office: Organisation, *, query: str = "", side: str = "", region: str = "", status: str = ""
) -> QuerySet[Organisation]:
    """An office's firms of both sides by part of the name or number, side, region and state of verification."""
    rows = scoped(Organisation.objects.exclude(kind=OrganisationKind.PROGRAMME), office, *FIRM)
    rows = rows.select_related("supplier__region", "demand_firm__region").order_by("name", "pk")
    if query:
        digits = "".join(sign for sign in query if sign.isdigit())
        number = Q(business_number__contains=digits) if len(digits) >= 3 else Q()
        rows = rows.filter(Q(name__icontains=query) | number if number else Q(name__icontains=query))
    if side:
        rows = rows.filter(kind=side)
    if region:
        rows = rows.filter(Q(supplier__region=region) | Q(demand_firm__region=region))
    return rows.filter(supplier__status=status) if status else rows


def runs(office: Organisation, status: str = "") -> QuerySet[MatchRun]:
    """The latest runs first."""
    rows = scoped(MatchRun.objects.all(), office, "need__firm__region").order_by("-created_at", "-pk")
    return rows.filter(status=status) if status else rows


def unmet_needs(office: Organisation | None = None) -> QuerySet[Need]:
    """Needs in play whose latest finished run has no package that covers everything; ``latest`` is that run's key.

    Those of the office's firms, or of all.
    """
    every = Need.objects.filter(status__in=MATCHED)
    done = MatchRun.objects.filter(need=OuterRef("pk"), status=RunStatus.DONE).order_by("-created_at", "-pk")
    bare = done.annotate(bare=~Exists(Package.objects.filter(run=OuterRef("pk"), complete=True))).values("bare")[:1]
    return (
        (scoped(every, office, "firm__region") if office else every)
        .annotate(latest=Subquery(done.values("pk")[:1]))
        .filter(Subquery(bare, output_field=BooleanField()))  # says nothing where no run is finished
        .select_related("firm__organisation", "region")
        .order_by("-changed_at", "-pk")
    )


def open_slots(needs: list[Any]) -> dict[int, list[Capability]]:
    """Need's key -> capabilities that nobody covers: open slots of its best partial package, or else all its musts.

    Three queries for any number of needs.
    """
    latest = {need.latest: need.pk for need in needs}
    items = PackageItem.objects.filter(package__run__in=latest, must=True).order_by("package__position", "slot")
    codes: dict[int, list[str]] = {}
    best: dict[int, int] = {}
    for run, package, offer, slot_codes in items.values_list("package__run_id", "package_id", "offer_id", "codes"):
        if best.setdefault(run, package) == package:
            codes.setdefault(latest[run], []).extend([] if offer else slot_codes)
    bare = [need.pk for need in needs if need.pk not in codes]
    musts = Requirement.objects.filter(need__in=bare, strength=Strength.MUST, confirmed=True)
    for pk, wanted in musts.values_list("need_id", "codes"):
        codes.setdefault(pk, []).extend(wanted)
    known = Capability.objects.in_bulk({code for row in codes.values() for code in row})
    return {pk: [known[code] for code in dict.fromkeys(row) if code in known] for pk, row in codes.items()}


def register_entries(office: Organisation, *, query: str = "", region: str = "") -> QuerySet[RegisterEntry]:
    rows = scoped(RegisterEntry.objects.all(), office, "region").order_by("name", "pk")
    rows = rows.select_related("region", "supplier")
    if query:
        rows = rows.filter(Q(name__icontains=query) | Q(register_no__startswith=query))
    return rows.filter(region=region) if region else rows


def region_agrees(supplier: Supplier) -> bool:
    """Whether the address, where it names a region, names the one that was picked."""
    found = region_code_of(supplier.address)
    return found is None or found == supplier.region_id
