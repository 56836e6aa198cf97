"""Everything once: what walks over all addresses and all forms needs a real row behind every key."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from demand.models import Need
from demand.services import diagnosis_save
from matchmaker.accounts.choices import Role
from matchmaker.accounts.models import Invitation, Membership, Organisation, User
from matchmaker.coverage.models import GapSnapshot
from matchmaker.exchange.models import Archive
from matchmaker.exchange.services import import_start
from matchmaker.jobs.models import Job
from matchmaker.jobs.tasks import run as run_job
from matchmaker.matching.choices import TrainingTrigger, Trigger
from matchmaker.matching.models import Package, SupplierInsight
from matchmaker.matching.ranker_services import ranker_active
from matchmaker.matching.services import run_request
from matchmaker.matching.tasks import run as run_task
from matchmaker.matching.training import training_request
from matchmaker.notifications.attending import unsubscribe_token
from matchmaker.notifications.groups import Group
from matchmaker.notifications.models import Delivery, Message, Webhook
from matchmaker.notifications.webhooks.services import webhook_test
from matchmaker.sourcing.escalating import escalate
from matchmaker.sourcing.questions import question_ask
from matchmaker.sourcing.services import rfq_request
from suppliers.models import Offer, RegisterEntry, Supplier
from tests import factories
from tests.api.asking import token_for
from tests.hostile.later_world import later_stages
from tests.hostile.office_world import office_rows

OFFERS = "역량,이름,보통 가격,기간(주),지역\nSOL-MES,현장 관리,1억,12,전국\n"
NOTHING = {"asked": None, "candidates": None, "shortlisted": None, "packages": None, "filtered": {}, "parts": {}}
NOTHING |= {"gained": [], "held_back": False}
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
    need = _answered(sme, firm)
    package = Package.objects.get(position=1)
    check = diagnosis_save(firm=need.firm, answers={}, result={})
    return {
        **_first_stages(sme, supplier, package),
        **_people_and_messages(supplier, firm),
        **_suppliers(supplier, firm),
        "demand": {"pk": need.pk, "requirement": need.requirements.get().pk},
        "demand:diagnosis_result": {"pk": check.pk},
        "demand:diagnosis_start": {"pk": check.pk},
        "matching": {"pk": need.pk},
        "sourcing:need": {"pk": need.pk},
        **{f"matching:{name}": {"pk": package.run_id} for name in ("run_progress", "run_cancel")},
        "matching:package": {"pk": package.pk},
        **later_stages(sme, supplier),
        **office_rows(sme, supplier, administrator, need),
        **_offices(firm, need, package),
    }


def _people_and_messages(supplier: User, firm: Supplier) -> dict[str, dict[str, Any]]:
    home = firm.organisation
    invited = Invitation.objects.create(
        organisation=home, email="new@example.com", invited_by=supplier, expires_at=timezone.now() + timedelta(days=3)
    )
    return {
        "accounts:invitation": {"token": invited.token},
        "accounts:invitation_cancel": {"pk": invited.pk},
        "accounts:token": {"pk": token_for(supplier)[0].pk},
        "accounts": {"pk": Membership.objects.get(user=supplier).pk},
        "notifications:unsubscribe": {"token": unsubscribe_token(user_id=supplier.pk, groups=[Group.MATCHES])},
        "notifications:webhook": {"pk": (hook := _webhook(home)).pk},
        "notifications:webhook_step": {"pk": hook.pk, "step": "test"},
        "notifications:webhook_resend": {"pk": webhook_test(webhook=hook).pk},
        "jobs": {"pk": Job.objects.create(kind="test", organisation=home, status="running", requested_by=supplier).pk},
    }


def _first_stages(sme: User, supplier: User, package: Package) -> dict[str, dict[str, Any]]:
    """A request with its question, and the letters that it sent."""
    rfq = rfq_request(package=package, actor=sme)
    asked = {"pk": rfq.invitations.get().pk}
    question = question_ask(invitation=rfq.invitations.get(), actor=supplier, text="설비가 몇 대인가요?")
    return {
        "notifications": {"pk": Message.objects.filter(recipient=supplier).first().pk},
        "notifications:dead_letter_resend": {"pk": Delivery.objects.filter(message__recipient=supplier).first().pk},
        "sourcing": {"pk": rfq.pk},
        "sourcing:ocds_package": {"scope": "own", "form": "records"},
        "sourcing:rfq_new": {"pk": package.pk},
        **{f"sourcing:{name}": asked for name in ("invitation", "accept", "decline", "invitation_ask")},
        "sourcing:question_answer": {"pk": question.pk},
    }


def _suppliers(supplier: User, firm: Supplier) -> dict[str, dict[str, Any]]:
    home = firm.organisation
    project = {"pk": firm.projects.create(title="MES 구축", finished_on=date(2024, 5, 1)).pk}
    return {
        "suppliers": {"pk": Offer.objects.filter(supplier=firm).first().pk},
        "suppliers:public": {"pk": firm.pk},
        "suppliers:project": project,
        "coverage:prove": project,
        "suppliers:certificate": {"pk": firm.certificates.create(name="ISO 9001").pk},
        "exchange": {"kind": "offers"},
        "exchange:template": {"kind": "offers", "form": "csv"},
        "exchange:export": {"name": "offers", "form": "csv"},
        "exchange:archive": {"pk": _archive(home)},
        "exchange:file": {"pk": _import(home, "offers", OFFERS)},
        "matching:partner": {"pk": _suggested(firm)},
    }


def _offices(firm: Supplier, need: Need, package: Package) -> dict[str, dict[str, Any]]:
    job = {"pk": training_request(trigger=TrainingTrigger.ASKED).pk}
    return {
        "coverage": {"pk": firm.pk},
        "coverage:ranker": {"pk": ranker_active().pk},
        "coverage:ranker_step": {"pk": ranker_active().pk, "step": "roll-back"},
        "coverage:ranker_progress": job,
        "coverage:ranker_cancel": job,
        "coverage:gap": _gap(),
        "coverage:gap_extend": {"code": "SOL-MES", "region": "48", "pk": firm.pk},
        "coverage:gap_invite": {"code": "SOL-MES", "region": "48", "pk": _entry()},
        "coverage:gaps_table": {"name": "cells", "form": "csv"},
        "coverage:run": {"pk": package.run_id},
        "coverage:run_case": {"pk": package.run_id},
        "coverage:ranked": {"pk": package.run.ranked.all()[0].pk},
        "coverage:escalation_done": {"pk": escalate(need=need, kind="gap").pk},
    }


def _webhook(organisation: Organisation) -> Webhook:
    return Webhook.objects.create(organisation=organisation, url="https://example.com/hook")


def _gap() -> dict[str, Any]:
    """A square of a map that was counted."""
    GapSnapshot.objects.create(day=timezone.localdate(), measures={"invitations": {}, "wins": {}})
    return {"code": "SOL-MES", "region": "48"}


def _entry() -> int:
    return RegisterEntry.objects.create(register_no="A-1", name="새한시스템", region_id="48").pk


def _suggested(firm: Supplier) -> int:
    """A page that only the firm may read: of who was suggested to it."""
    facts = {"needs": None, "some": False, "joint": 0, "basis": True, "brings": []}
    SupplierInsight.objects.create(
        supplier=firm, since=timezone.now(), figures=NOTHING, partners=[{"supplier": firm.pk, **facts}]
    )
    return firm.pk


def _archive(organisation: Organisation) -> int:
    row = Archive(organisation=organisation)
    row.file.save("a.json", ContentFile(b"{}"))
    return row.pk


def _import(organisation: Organisation, kind: str, text: str) -> int:
    table = {"filename": "표.csv", "file": io.BytesIO(text.encode())}
    batch, job, _short = import_start(organisation=organisation, kind=kind, by=None, **table)
    run_job(job.pk)
    return batch.pk


def address(name: str, keys: dict[str, dict[str, Any]]) -> str:
    """The path of a name with its arguments, found by the whole name, by its first word ("sourcing:quote" of
    "sourcing:quote_sign"), then by its app; raises KeyError where the world has none.
    """
    try:
        return reverse(name)
    except NoReverseMatch:
        known = (name, name.split("_")[0], name.split(":")[0])
        found = next(keys[key] for key in known if key in keys)
        if name != "demand:requirement":
            found = {key: value for key, value in found.items() if key != "requirement"}
        return reverse(name, kwargs=found)
