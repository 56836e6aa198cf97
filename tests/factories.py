"""Small honest rows for tests. Needs the ``reference`` fixture."""

from __future__ import annotations

from typing import Any

from demand.models import DemandFirm, Need
from matchmaker.accounts.choices import OrganisationKind, Role
from matchmaker.accounts.models import Membership, Organisation, User
from suppliers.models import Offer, Supplier

PASSWORD = "correct horse battery"


def member_of(organisation: Organisation, email: str, role: str = Role.OWNER) -> User:
    user = User.objects.create_user(email, PASSWORD, name=email.split("@")[0])
    Membership.objects.create(user=user, organisation=organisation, role=role)
    return user


def demand_user(*, email: str, firm: str, **fields: Any) -> User:
    organisation = Organisation.objects.create(kind=OrganisationKind.DEMAND, name=firm)
    DemandFirm.objects.create(
        organisation=organisation, **{"region_id": "48", "industry_id": "30", "employees": 20, **fields}
    )
    return member_of(organisation, email)


def supplier_user(*, email: str, firm: str, **fields: Any) -> User:
    organisation = Organisation.objects.create(kind=OrganisationKind.SUPPLIER, name=firm)
    defaults = {"status": "verified", "kind": "both", "size": "small", "region_id": "48", "capacity_per_quarter": 3}
    Supplier.objects.create(organisation=organisation, **{**defaults, **fields})
    return member_of(organisation, email)


def programme_user(*, email: str, firm: str = "스마트제조 지원센터", role: str = Role.OWNER, scope: str = "") -> User:
    """Somebody of an office of the whole country, or of the regions in ``scope``."""
    kind = OrganisationKind.PROGRAMME
    organisation, _made = Organisation.objects.get_or_create(kind=kind, name=firm, defaults={"scope": scope})
    return member_of(organisation, email, role)


def offer(supplier: Supplier, code: str, **fields: Any) -> Offer:
    """A published offer of one capability at typical price, serving every region."""
    from matchmaker.reference.models import Capability, Region

    capability = Capability.objects.get(pk=code)
    includes = fields.pop("includes", [])
    regions = fields.pop("regions", None)
    defaults = {
        "status": "published",
        "title": capability.name_ko,
        "price_low_krw": capability.price_min_krw,
        "price_typical_krw": capability.price_typ_krw,
        "price_high_krw": capability.price_max_krw,
        "price_unit": capability.price_unit,
        "weeks": capability.lead_typ_wk,
        "warranty_months": 12,
        "onsite_hours": 24,
    }
    row = Offer.objects.create(supplier=supplier, capability=capability, **{**defaults, **fields})
    row.includes.set(Capability.objects.filter(pk__in=includes))
    row.standards.set(capability.standards.all())
    row.regions.set(Region.objects.filter(pk__in=regions) if regions else Region.objects.all())
    return row


def need(user: User, text: str = "MES 도입. 창원 2억 이내", **fields: Any) -> Need:
    firm = DemandFirm.objects.get(organisation__memberships__user=user)
    defaults = {"status": "checked", "region_id": "48", "budget_krw": 300_000_000, "deadline_weeks": 40}
    return Need.objects.create(firm=firm, text=text, **{**defaults, **fields})
