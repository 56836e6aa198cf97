"""Everything once: what walks over all addresses and all forms needs a real row behind every key."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from demand.models import Need
from demand.services import diagnosis_save
from matchmaker.accounts.choices import Role
from matchmaker.accounts.models import Invitation, Membership, Organisation, User
from matchmaker.matching.choices import Trigger
from matchmaker.matching.models import Package
from matchmaker.matching.services import run_request
from matchmaker.matching.tasks import run as run_task
from matchmaker.notifications.models import Message
from matchmaker.sourcing.services import rfq_request
from suppliers.import_services import import_start
from suppliers.models import Offer, Supplier
from tests import factories

OFFERS = "역량,이름,보통 가격,기간(주),지역\nSOL-MES,현장 관리,1억,12,전국\n"
REGISTER = "부여번호,기업명,주소\nA-1,가온,경기도 안산시\n"
OFFERED = ("SOL-MES", "EQP-HMI", "EQP-ID", "EQP-GATEWAY", "SVC-TRAIN", "SVC-SI", "SOL-SEC")


def addresses(resolver: Any = None, space: str = "") -> Iterator[str]:
    """Names of all addresses but those of Django's own administration, which has its own tests."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver) and entry.namespace != "admin":
            yield from addresses(entry, entry.namespace or space)
        elif isinstance(entry, URLPattern):
            yield f"{space}:{entry.name}" if space else str(entry.name)


def viewers(sme: User, supplier: User) -> dict[str, User]:
    """Somebody who may only look, on either side."""
    found = {}
    for side, user in (("sme", sme), ("supplier", supplier)):
        home = user.memberships.get().organisation
        found[f"{side}_viewer"] = factories.member_of(home, f"{side}.viewer@example.com", Role.VIEWER)
    return found


def _answered(sme: User, firm: Supplier) -> Need:
    for code in OFFERED:
        factories.offer(firm, code)
    need = factories.need(sme)
    need.requirements.create(codes=["SOL-MES"], confirmed=True, sure=True)
    run_task(run_request(need=need, trigger=Trigger.ASKED, user=sme).pk)
    return need


def world(sme: User, supplier: User, administrator: User) -> dict[str, dict[str, Any]]:
    """Arguments for every address that takes some, by its name; all rows are the SME's, the supplier's or the office's.

    A name that is not there has the row of its app, under the app's name.
    """
    firm = Supplier.objects.get(organisation__memberships__user=supplier)
    home, office = firm.organisation, administrator.memberships.get().organisation
    need = _answered(sme, firm)
    package = Package.objects.get(position=1)
    rfq = rfq_request(package=package, actor=sme)
    asked = {"pk": rfq.invitations.get().pk}
    invited = Invitation.objects.create(
        organisation=home, email="new@example.com", invited_by=supplier, expires_at=timezone.now() + timedelta(days=3)
    )
    project = {"pk": firm.projects.create(title="MES 구축", finished_on=date(2024, 5, 1)).pk}
    check = diagnosis_save(firm=need.firm, answers={}, result={})
    return {
        "accounts:invitation": {"token": invited.token},
        "accounts:invitation_cancel": {"pk": invited.pk},
        "accounts": {"pk": Membership.objects.get(user=supplier).pk},
        "notifications": {"pk": Message.objects.get(recipient=supplier).pk},
        "suppliers": {"pk": Offer.objects.filter(supplier=firm).first().pk},
        "suppliers:public": {"pk": firm.pk},
        "suppliers:project": project,
        "suppliers:certificate": {"pk": firm.certificates.create(name="ISO 9001").pk},
        "suppliers:import_preview": {"pk": _import(home, "offers", OFFERS)},
        "demand": {"pk": need.pk, "requirement": need.requirements.get().pk},
        "demand:diagnosis_result": {"pk": check.pk},
        "demand:diagnosis_start": {"pk": check.pk},
        "matching": {"pk": need.pk},
        "matching:run_progress": {"pk": package.run_id},
        "matching:package": {"pk": package.pk},
        "sourcing": {"pk": rfq.pk},
        "sourcing:rfq_new": {"pk": package.pk},
        "sourcing:invitation": asked,
        "sourcing:accept": asked,
        "sourcing:decline": asked,
        "coverage": {"pk": firm.pk},
        "coverage:prove": project,
        "coverage:register_preview": {"pk": _import(office, "register", REGISTER)},
    }


def _import(organisation: Organisation, kind: str, table: str) -> int:
    return import_start(organisation=organisation, kind=kind, filename="표.csv", data=table.encode()).pk


def address(name: str, keys: dict[str, dict[str, Any]]) -> str:
    """The path of a name with the arguments that its pattern takes; raises KeyError where the world has none."""
    try:
        return reverse(name)
    except NoReverseMatch:
        found = keys[name] if name in keys else keys[name.split(":")[0]]
        if name != "demand:requirement":
            found = {key: value for key, value in found.items() if key != "requirement"}
        return reverse(name, kwargs=found)
