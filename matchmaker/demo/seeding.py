"""From the simulated market to rows, in bulk. Every organisation it makes is marked as simulated."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any, TypeVar

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from tqdm import tqdm

from demand.models import DemandFirm
from demand.services import need_confirm, need_create
from matchmaker.accounts.choices import OrganisationKind, Role
from matchmaker.accounts.models import Membership, Organisation, User
from matchmaker.demo.histories import histories_seed
from matchmaker.demo.market import NEEDS
from matchmaker.demo.past_years import A_DAY, Taken, came_at, years_seed
from matchmaker.demo.people import SimFirm, SimMarket, SimSupplier
from matchmaker.matching.choices import Trigger
from matchmaker.matching.services import run_request
from matchmaker.reference.models import Capability, Standard
from suppliers.approving import HOLDS_FOR, REMINDED_BEFORE
from suppliers.models import Offer, PastProject, Supplier

PASSWORD = "matchmaker-demo"  # noqa: S105  # nosec B105 # printed by the demo for everybody
LOGINS = {
    "sme": "sme@example.com",
    "supplier": "supplier@example.com",
    "administrator": "admin@example.com",
    "regional": "gyeongnam@example.com",
    "analyst": "analyst@example.com",
}
PROGRAMME = "스마트제조 지원센터(가상)"
REGIONAL = "경남 스마트제조 지원센터(가상)"
# So many needs are matched by the worker right after the start; the others wait for the night or for their owner.
FIRST_RUNS = 30
T = TypeVar("T")


def seeded() -> bool:
    return Organisation.objects.filter(simulated=True).exists()


@transaction.atomic
def market_seed(market: SimMarket, *, quiet: bool = False, taken: Taken | None = None) -> dict[str, int]:
    """Write the whole market in one transaction: all of it or nothing. Returns how many rows of what.

    ``taken`` is filled with who was busy when in the simulated past.
    """
    password = make_password(PASSWORD)
    firms = _firms(market.firms, password)
    suppliers = _suppliers(market.suppliers, password)
    offers = _offers(market.suppliers, suppliers, quiet)
    projects = _projects(market.suppliers, suppliers)
    _offices(password)
    needs = _needs(market, firms, quiet)
    histories = histories_seed(firms, suppliers)
    past = years_seed(firms, [] if taken is None else taken, a_day=A_DAY * len(market.needs) / NEEDS)
    told = {"suppliers": len(suppliers), "offers": offers, "projects": projects, "firms": len(firms), "needs": needs}
    return {**told, "histories": histories, "past needs": past}


def _progress(rows: Iterable[T], what: str, quiet: bool) -> Iterator[T]:
    return iter(tqdm(rows, desc=f"  {what:<10}", ncols=78, unit="", disable=quiet))


def _organisations(rows: Iterable[SimSupplier | SimFirm], kind: str) -> list[Organisation]:
    return Organisation.objects.bulk_create(
        Organisation(kind=kind, name=row.name, business_number=row.number, simulated=True) for row in rows
    )


def _people(organisations: list[Organisation], first: str, pattern: str, password: str) -> None:
    """One owner an organisation; the first of each side is the log-in that the demo prints."""
    emails = [first, *(pattern.format(at) for at in range(2, len(organisations) + 1))]
    users = User.objects.bulk_create(
        User(email=email, name=f"{row.name} 담당자", password=password)
        for email, row in zip(emails, organisations, strict=True)
    )
    _confirmed(users)
    Membership.objects.bulk_create(
        Membership(user=user, organisation=row, role=Role.OWNER) for user, row in zip(users, organisations, strict=True)
    )


def _confirmed(users: Iterable[User]) -> None:
    """Their addresses count as confirmed: nobody can open a letter to a simulated person."""
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )


def _firms(rows: list[SimFirm], password: str) -> list[DemandFirm]:
    organisations = _organisations(rows, OrganisationKind.DEMAND)
    firms = DemandFirm.objects.bulk_create(
        DemandFirm(
            organisation=organisation,
            region_id=row.region,
            industry_id=row.industry,
            size=row.size,
            employees=row.employees,
            maturity=row.level,
            adopter=row.adopter,
        )
        for row, organisation in zip(rows, organisations, strict=True)
    )
    owned = DemandFirm.owned.through
    owned.objects.bulk_create(
        owned(demandfirm_id=firm.pk, capability_id=code)
        for row, firm in zip(rows, firms, strict=True)
        for code in row.owned
    )
    _people(organisations, LOGINS["sme"], "sme-{:03d}@example.com", password)
    return firms


def _suppliers(rows: list[SimSupplier], password: str) -> list[Supplier]:
    organisations = _organisations(rows, OrganisationKind.SUPPLIER)
    now = timezone.now()
    suppliers = Supplier.objects.bulk_create(
        Supplier(
            organisation=organisation,
            status="verified",
            kind=row.kind,
            size=row.size,
            region_id=row.region,
            founded_on=date(row.founded_year, 3, 2),
            employees=row.employees,
            sales_krw=row.sales,
            capacity_per_quarter=row.concurrent,
            open_projects=row.open_projects,
            can_lead=any(offer.code in ("SVC-SI", "SOL-MES") for offer in row.offers),
            programme_level=row.programme_level,
            verified_at=now,
            reverify_at=now + HOLDS_FOR,
            next_check_at=now + HOLDS_FOR - REMINDED_BEFORE,
        )
        for row, organisation in zip(rows, organisations, strict=True)
    )
    _people(organisations, LOGINS["supplier"], "supplier-{:03d}@example.com", password)
    return suppliers


def _offers(rows: list[SimSupplier], suppliers: list[Supplier], quiet: bool) -> int:
    facts = {row.pk: row for row in Capability.objects.all()}
    standards = dict(Standard.objects.values_list("name", "pk"))
    made: list[Offer] = []
    now, rng = timezone.now(), random.Random(2019)  # noqa: S311  # nosec B311 # a simulation, nothing secret
    links: list[tuple[Any, list[str], list[str]]] = []
    for row, supplier in zip(_progress(rows, "offers", quiet), suppliers, strict=False):
        for sim in row.offers:
            fact = facts[sim.code]
            made.append(
                Offer(
                    supplier=supplier,
                    status="published",
                    capability=fact,
                    title=f"{row.name} {fact.name_ko}",
                    description=fact.plain_ko,
                    price_low_krw=min(sim.low, sim.typical),
                    price_typical_krw=sim.typical,
                    price_high_krw=max(sim.high, sim.typical),
                    price_unit=fact.price_unit,
                    weeks=sim.weeks,
                    onsite_hours=sim.onsite_hours,
                    capacity_per_quarter=sim.capacity,
                    warranty_months=sim.warranty_months,
                    service_terms="하자보수 기간 중 방문 지원, 이후 유지보수 계약",
                    origin_software=sim.software_from,
                    origin_parts=sim.parts_from,
                    effort=sim.effort,
                    created_at=came_at(rng, sim.code, now),
                )
            )
            links.append((sim, sim.standards, row.served))
    made = Offer.objects.bulk_create(made, batch_size=500)
    speaks, serves, includes = Offer.standards.through, Offer.regions.through, Offer.includes.through
    pairs = list(zip(made, links, strict=True))
    speaks.objects.bulk_create(
        (speaks(offer_id=offer.pk, standard_id=standards[name]) for offer, (_, names, _s) in pairs for name in names),
        batch_size=2000,
    )
    serves.objects.bulk_create(
        (serves(offer_id=offer.pk, region_id=code) for offer, (_, _n, codes) in pairs for code in codes),
        batch_size=2000,
    )
    includes.objects.bulk_create(
        includes(offer_id=offer.pk, capability_id=code) for offer, (sim, _, _s) in pairs for code in sim.includes
    )
    return len(made)


def _projects(rows: list[SimSupplier], suppliers: list[Supplier]) -> int:
    today = timezone.localdate()
    sims = [(sim, supplier) for row, supplier in zip(rows, suppliers, strict=True) for sim in row.projects]
    made = PastProject.objects.bulk_create(
        (
            PastProject(
                supplier=supplier,
                title=sim.title,
                client_industry_id=sim.industry,
                client_region_id=sim.region,
                finished_on=today - timedelta(days=sim.days_ago),
                amount_krw=sim.amount,
                evidence=sim.evidence,
                satisfaction=sim.satisfaction,
            )
            for sim, supplier in sims
        ),
        batch_size=500,
    )
    did, together = PastProject.capabilities.through, PastProject.partners.through
    pairs = list(zip(made, sims, strict=True))
    did.objects.bulk_create(
        did(pastproject_id=project.pk, capability_id=code) for project, (sim, _) in pairs for code in sim.codes
    )
    together.objects.bulk_create(
        together(pastproject_id=project.pk, supplier_id=suppliers[at].pk)
        for project, (sim, _) in pairs
        for at in sim.partners
    )
    return len(made)


def _offices(password: str) -> None:
    """The office of the whole country with its administrator and its analyst, and one of a single region."""
    office = {"kind": OrganisationKind.PROGRAMME, "simulated": True}
    national = Organisation.objects.create(name=PROGRAMME, **office)
    regional = Organisation.objects.create(name=REGIONAL, scope="48", **office)
    people = {
        "administrator": (national, "운영 담당자", Role.OWNER),
        "analyst": (national, "분석 담당자", Role.ANALYST),
        "regional": (regional, "지역 운영 담당자", Role.OWNER),
    }
    for key, (organisation, name, role) in people.items():
        user = User.objects.create(email=LOGINS[key], name=name, password=password)
        _confirmed([user])
        Membership.objects.create(user=user, organisation=organisation, role=role)


def _needs(market: SimMarket, firms: list[DemandFirm], quiet: bool) -> int:
    """Post every need as its owner would: typed, read by the engine, confirmed where something was understood."""
    now, confirmed = timezone.now(), 0
    for sim in _progress(market.needs, "needs", quiet):
        organisation = firms[sim.firm].organisation
        need = need_create(organisation=organisation, text=sim.text)
        posted = now - timedelta(days=sim.days_ago)
        type(need).objects.filter(pk=need.pk).update(created_at=posted)
        if need.requirements.filter(confirmed=True, strength__in=["must", "nice"]).exists():
            need = need_confirm(need=need, actor=organisation.members.get())
            if confirmed < FIRST_RUNS:
                run_request(need=need, trigger=Trigger.NIGHTLY)
            confirmed += 1
    return confirmed
