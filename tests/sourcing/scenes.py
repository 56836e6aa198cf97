"""A checked need, a finished run and a package of two members: what most tests of sourcing begin with."""

from __future__ import annotations

from typing import Any

from matchmaker.accounts.models import User
from matchmaker.matching.models import MatchRun, Package, PackageItem
from matchmaker.sourcing.models import Rfq, RfqInvitation
from matchmaker.sourcing.services import rfq_request
from suppliers.models import Offer, Supplier
from tests import factories
from tests.matching.scenes import ask, finished_run


def firm(user: User) -> Supplier:
    return Supplier.objects.get(organisation__memberships__user=user)


def package_of(sme: User, *members: User, open_code: str = "", **need: Any) -> Package:
    """The first member leads and makes the software; the others do training. ``open_code``: a must nobody covers."""
    asked = factories.need(sme, title="생산실적을 바로 보고 싶어요", **need)
    run = MatchRun.objects.create(need=asked, need_version=asked.version, status="done")
    money = {"price_low_krw": 80_000_000, "price_typical_krw": 95_000_000, "price_high_krw": 120_000_000}
    package = Package.objects.create(
        run=run,
        position=1,
        label="best",
        lead=firm(members[0]),
        complete=not open_code,
        value=70.0,
        weeks=16.0,
        **money,
    )
    told = []
    for at, user in enumerate(members):
        told.append(_cover(package, at, firm(user), "SVC-TRAIN" if at else "SOL-MES"))
    if open_code:
        PackageItem.objects.create(package=package, slot=len(members), codes=[open_code], origin="asked")
    run.result = {"slots": told}
    run.save()
    return package


def _cover(package: Package, at: int, supplier: Supplier, code: str) -> dict[str, Any]:
    offer: Offer = factories.offer(supplier, code)
    PackageItem.objects.create(package=package, slot=at, codes=[code], origin="asked", offer=offer, supplier=supplier)
    reasons = [{"code": "strong_distance", "values": {}}, {"code": "weak_price", "values": {}}]
    return {"ranked": [{"offer": offer.pk, "supplier": supplier.pk, "reasons": reasons}]}


def asked(sme: User, *members: User, **fields: Any) -> Rfq:
    return rfq_request(package=package_of(sme, *members, **fields), actor=sme)


def invitation(rfq: Rfq, user: User) -> RfqInvitation:
    return RfqInvitation.objects.get(rfq=rfq, supplier=firm(user))


def crowd(*names: str, codes: tuple[str, ...], price: int = 80_000_000) -> list[User]:
    """Suppliers that all offer ``codes``, each a little dearer than the one before."""
    people = [factories.supplier_user(email=f"{name}@example.com", firm=name) for name in names]
    for at, person in enumerate(people):
        Supplier.objects.filter(pk=firm(person).pk).update(can_lead=True)
        for code in codes:
            factories.offer(firm(person), code, price_typical_krw=price + at * 5_000_000)
    return people


def asked_from_a_run(sme: User, *codes: str, **fields: Any) -> Rfq:
    """A request on the best package of a real run: what can be refilled."""
    run = finished_run(ask(sme, *codes, **fields))
    return rfq_request(package=run.packages.get(position=1), actor=sme)


def person_of(row: RfqInvitation) -> User:
    return row.supplier.organisation.memberships.get().user
