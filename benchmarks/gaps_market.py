"""A big market as rows, in bulk, for the benchmark of the board of gaps: shares as assumed in the reference data."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
from django.utils import timezone

from demand.models import DemandFirm, Need, Requirement
from matchmaker.accounts.choices import OrganisationKind, Role
from matchmaker.accounts.models import Membership, Organisation, User
from matchmaker.coverage.models import GapCell, GapCube, GapSnapshot
from matchmaker.reference.models import Capability, Industry, Region
from suppliers.models import Offer, Supplier

BATCH = 1000


def market_write(sizes: dict[str, int]) -> None:
    rng, now = np.random.default_rng(6), timezone.now()
    codes = list(Capability.objects.order_by("position", "code"))
    regions = list(Region.objects.filter(valid_to__isnull=True).order_by("code"))
    office = Organisation.objects.create(kind=OrganisationKind.PROGRAMME, name="Office", simulated=True)
    user = User.objects.create(email="office@example.com", name="Office")
    Membership.objects.create(user=user, organisation=office, role=Role.OWNER)
    suppliers = _suppliers(rng, regions, sizes["suppliers"], now)
    _offers(rng, suppliers, codes, regions, sizes["offers"], now)
    _needs(rng, codes, regions, sizes["needs"], now)


def _shares(values: list[float]) -> np.ndarray:
    return np.array(values) / sum(values)


def _organisations(kind: str, count: int) -> list[Organisation]:
    rows = (Organisation(kind=kind, name=f"{kind} {at}", simulated=True) for at in range(count))
    return Organisation.objects.bulk_create(rows, batch_size=BATCH)


def _suppliers(rng: np.random.Generator, regions: list[Region], count: int, now: Any) -> list[Supplier]:
    seats = rng.choice(len(regions), size=count, p=_shares([row.supply_share for row in regions]))
    capacity, busy = rng.integers(1, 6, size=count), rng.integers(0, 5, size=count)
    rows = [
        Supplier(
            organisation=organisation, status="verified", kind="both", size="small", verified_at=now,
            region=regions[seats[at]], capacity_per_quarter=int(capacity[at]), open_projects=int(busy[at]),
        )
        for at, organisation in enumerate(_organisations(OrganisationKind.SUPPLIER, count))
    ]  # fmt: skip
    return Supplier.objects.bulk_create(rows, batch_size=BATCH)


def _offers(
    rng: np.random.Generator, suppliers: list[Supplier], codes: list[Capability], regions: list[Region], count: int,
    now: Any,
) -> None:  # fmt: skip
    which = rng.choice(len(codes), size=count, p=_shares(list(1.0 / (1 + np.arange(len(codes))) ** 0.7)))
    ages = rng.uniform(1, 1000, size=count)
    made = Offer.objects.bulk_create(
        (
            Offer(
                supplier=suppliers[at % len(suppliers)], status="published", capability=codes[which[at]], title="offer",
                price_low_krw=1, price_typical_krw=2, price_high_krw=3, weeks=8, onsite_hours=24,
                origin_software="KR", origin_parts="JP" if at % 3 else "KR", created_at=now - timedelta(days=ages[at]),
            )
            for at in range(count)
        ),
        batch_size=BATCH,
    )  # fmt: skip
    near = {row.pk: [row.pk, *row.adjacent.values_list("pk", flat=True)] for row in regions}
    links = Offer.regions.through
    pairs = (
        links(offer_id=offer.pk, region_id=code)
        for at, offer in enumerate(made)
        for code in near[suppliers[at % len(suppliers)].region_id]
    )
    links.objects.bulk_create(pairs, batch_size=5000)


def _needs(rng: np.random.Generator, codes: list[Capability], regions: list[Region], count: int, now: Any) -> None:
    trades = list(Industry.objects.order_by("code"))
    firms = DemandFirm.objects.bulk_create(
        (
            DemandFirm(
                organisation=organisation,
                region=regions[place],
                industry=trades[at % len(trades)],
                maturity=str(at % 5),
            )
            for at, (organisation, place) in enumerate(
                zip(
                    _organisations(OrganisationKind.DEMAND, count // 2),
                    rng.choice(len(regions), size=count // 2, p=_shares([row.demand_share for row in regions])),
                    strict=True,
                )
            )
        ),
        batch_size=BATCH,
    )
    ages = rng.uniform(0, 200, size=count)
    needs = Need.objects.bulk_create(
        (
            Need(firm=firms[at % len(firms)], status="checked", text="need", created_at=now - timedelta(days=ages[at]))
            for at in range(count)
        ),
        batch_size=BATCH,
    )
    likely = _shares(list(1.0 / (1 + rng.permutation(len(codes))) ** 0.7))
    Requirement.objects.bulk_create(
        (
            Requirement(need=need, codes=[codes[one].pk], confirmed=True, position=position)
            for need in needs
            for position, one in enumerate(
                rng.choice(len(codes), size=int(rng.integers(1, 4)), replace=False, p=likely)
            )
        ),
        batch_size=5000,
    )


def history_write(snapshot: GapSnapshot, nights: int) -> None:
    """Copies of the night, one for each day before it: what a year of them costs to keep and to read."""
    cells, cube = list(snapshot.cells.all()), snapshot.cube
    for back in range(1, nights + 1):
        fields = {name: getattr(snapshot, name) for name in ("needs", "suppliers", "gap", "measures", "fields")}
        day = snapshot.day - timedelta(days=back)
        copy = GapSnapshot.objects.create(day=day, simulated=True, **fields)
        GapCube.objects.create(snapshot=copy, data=bytes(cube.data))
        for cell in cells:
            cell.pk, cell.snapshot = None, copy
            cell._state.adding = True
        GapCell.objects.bulk_create(cells, batch_size=BATCH)
