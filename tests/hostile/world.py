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
from matchmaker.coverage.models import GapSnapshot
from matchmaker.matching.choices import TrainingTrigger, Trigger
from matchmaker.matching.models import Package, SupplierInsight
from matchmaker.matching.ranker_services import ranker_active
from matchmaker.matching.services import run_request
from matchmaker.matching.tasks import run as run_task
from matchmaker.matching.training import training_request
from matchmaker.notifications.attending import unsubscribe_token
from matchmaker.notifications.groups import Group
from matchmaker.notifications.models import Delivery, Message
from matchmaker.reference.models import Programme
from matchmaker.sourcing.care.dossier import dossier_keep
from matchmaker.sourcing.care.handovers import handover_start
from matchmaker.sourcing.care.services import ticket_open
from matchmaker.sourcing.escalating import escalate
from matchmaker.sourcing.models import Attachment, ChangeOrder, LossNote, OutcomeCheck, Project, Quote
from matchmaker.sourcing.projects.change_services import change_propose
from matchmaker.sourcing.projects.files import attachment_add
from matchmaker.sourcing.questions import question_ask
from matchmaker.sourcing.services import rfq_request
from suppliers.import_services import import_start
from suppliers.models import Offer, Supplier
from tests import factories
from tests.sourcing import stages
from tests.sourcing.projects import samples

OFFERS = "역량,이름,보통 가격,기간(주),지역\nSOL-MES,현장 관리,1억,12,전국\n"
REGISTER = "부여번호,기업명,주소\nA-1,가온,경기도 안산시\n"
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
    home, office = firm.organisation, administrator.memberships.get().organisation
    need = _answered(sme, firm)
    package = Package.objects.get(position=1)
    rfq = rfq_request(package=package, actor=sme)
    invited_firm = rfq.invitations.get()
    asked = {"pk": invited_firm.pk}
    question = question_ask(invitation=invited_firm, actor=supplier, text="설비가 몇 대인가요?")
    invited = Invitation.objects.create(
        organisation=home, email="new@example.com", invited_by=supplier, expires_at=timezone.now() + timedelta(days=3)
    )
    project = {"pk": firm.projects.create(title="MES 구축", finished_on=date(2024, 5, 1)).pk}
    job = {"pk": training_request(trigger=TrainingTrigger.ASKED).pk}
    check = diagnosis_save(firm=need.firm, answers={}, result={})
    return {
        "accounts:invitation": {"token": invited.token},
        "accounts:invitation_cancel": {"pk": invited.pk},
        "accounts": {"pk": Membership.objects.get(user=supplier).pk},
        "notifications": {"pk": Message.objects.get(recipient=supplier).pk},
        "notifications:dead_letter_resend": {"pk": Delivery.objects.filter(message__recipient=supplier).first().pk},
        "notifications:unsubscribe": {"token": unsubscribe_token(user_id=supplier.pk, groups=[Group.MATCHES])},
        "suppliers": {"pk": Offer.objects.filter(supplier=firm).first().pk},
        "suppliers:public": {"pk": firm.pk},
        "suppliers:project": project,
        "suppliers:certificate": {"pk": firm.certificates.create(name="ISO 9001").pk},
        "suppliers:import_preview": {"pk": _import(home, "offers", OFFERS)},
        "demand": {"pk": need.pk, "requirement": need.requirements.get().pk},
        "demand:diagnosis_result": {"pk": check.pk},
        "demand:diagnosis_start": {"pk": check.pk},
        "matching": {"pk": need.pk},
        "sourcing:need": {"pk": need.pk},
        "matching:run_progress": {"pk": package.run_id},
        "matching:package": {"pk": package.pk},
        "matching:partner": {"pk": _suggested(firm)},
        **later_stages(sme, supplier),
        "sourcing": {"pk": rfq.pk},
        "sourcing:rfq_new": {"pk": package.pk},
        "sourcing:invitation": asked,
        "sourcing:accept": asked,
        "sourcing:decline": asked,
        "sourcing:invitation_ask": asked,
        "sourcing:question_answer": {"pk": question.pk},
        "coverage": {"pk": firm.pk},
        "coverage:ranker": {"pk": ranker_active().pk},
        "coverage:ranker_step": {"pk": ranker_active().pk, "step": "roll-back"},
        "coverage:ranker_progress": job,
        "coverage:ranker_cancel": job,
        "coverage:gap": _gap(),
        "coverage:prove": project,
        "coverage:run": {"pk": package.run_id},
        "coverage:run_case": {"pk": package.run_id},
        "coverage:ranked": {"pk": package.run.ranked.all()[0].pk},
        "coverage:escalation_done": {"pk": escalate(need=need, kind="gap").pk},
        "coverage:register_preview": {"pk": _import(office, "register", REGISTER)},
    }


def _gap() -> dict[str, Any]:
    """A square of a map that was counted."""
    GapSnapshot.objects.create(day=timezone.localdate(), measures={"invitations": {}, "wins": {}})
    return {"code": "SOL-MES", "region": "48"}


def _suggested(firm: Supplier) -> int:
    """A page that only the firm may read: of who was suggested to it."""
    facts = {"needs": None, "some": False, "joint": 0, "basis": True, "brings": []}
    SupplierInsight.objects.create(
        supplier=firm, since=timezone.now(), figures=NOTHING, partners=[{"supplier": firm.pk, **facts}]
    )
    return firm.pk


def later_stages(sme: User, supplier: User) -> dict[str, dict[str, Any]]:
    """Keys of quotes, awards, projects and what follows: of another need, which went all the way."""
    draft = stages.draft_quote(stages.accepted_rfq(sme, supplier))
    project = stages.project(stages.active_award(stages.opened_quote(stages.accepted_rfq(sme, supplier))))
    return {
        **_quotes(sme, supplier, draft),
        "sourcing:round": {"pk": draft.rfq.round_id},
        "sourcing:award": {"pk": project.award_id},
        "sourcing:project": {"pk": project.pk},
        "sourcing:milestone": {"pk": project.milestones.first().pk},
        "sourcing:file": {"pk": _file(project).pk},
        "sourcing:change": {"pk": _change(project, sme).pk},
        "sourcing:check": {"pk": _check(project).pk},
        "sourcing:project_review": {"pk": project.pk, "subject": project.lead.organisation_id},
        "sourcing:supplier_reviews": {"pk": project.lead_id},
        **_care(sme, supplier, project),
        **_choice(sme, supplier),
    }


def _choice(sme: User, supplier: User) -> dict[str, dict[str, Any]]:
    """A quote that may be chosen, one that was not, and an award that waits for its programme."""
    lost = stages.opened_quote(stages.accepted_rfq(sme, supplier))
    type(lost).objects.filter(pk=lost.pk).update(status="lost")
    LossNote.objects.create(quote=lost, reason="price", ranks={"price": 2}, of=3)
    waits = {"status": "conditional", "programme": Programme.objects.first(), "result_by": timezone.localdate()}
    award = stages.active_award(stages.opened_quote(stages.accepted_rfq(sme, supplier)), **waits)
    return {
        "sourcing:quote_award": {"pk": stages.opened_quote(stages.accepted_rfq(sme, supplier)).pk},
        "sourcing:quote_feedback": {"pk": lost.pk},
        "sourcing:award_result": {"pk": award.pk},
        "sourcing:award_programme": {"pk": award.pk},
    }


def _quotes(sme: User, supplier: User, draft: Quote) -> dict[str, dict[str, Any]]:
    """A quote that can be read, with the one it replaced; whatever writes has the draft."""
    rfq = draft.rfq
    new = stages.opened_quote(stages.accepted_rfq(sme, supplier, need=rfq.need), revision=2)
    old = stages.opened_quote(new.rfq)
    Quote.objects.filter(pk=old.pk).update(status="replaced")
    Quote.objects.filter(pk=new.pk).update(previous=old)
    written = ("edit", "terms", "sign", "submit", "revise", "reconfirm", "withdraw")
    return {
        "sourcing:quote": {"pk": new.pk},
        **{f"sourcing:quote_{verb}": {"pk": draft.pk} for verb in written},
        "sourcing:invitation_quote": {"pk": rfq.invitations.get().pk},
    }


def _care(sme: User, supplier: User, project: Project) -> dict[str, dict[str, Any]]:
    """A report on the supplier's own slot, and a hand-over to the supplier from one that closed."""
    slot = project.slots.get()
    former = factories.supplier_user(email="former@example.com", firm="예전기업")
    quote = stages.opened_quote(stages.accepted_rfq(sme, former))
    left = stages.project(stages.active_award(quote), standby=supplier).slots.get()
    item = dossier_keep(slot=slot, actor=supplier, kind="document", title="설계서", file=samples.upload("설계서.pdf"))
    photo = samples.upload("멈춤.png", samples.png())
    ticket = ticket_open(slot=slot, title="멈춤", text="", kind="fault", actor=sme, photo=photo)
    return {
        "sourcing:dossier": {"pk": item.pk},
        "sourcing:ticket": {"pk": ticket.pk},
        "sourcing:ticket_open": {"pk": slot.pk},
        "sourcing:slot": {"pk": slot.pk},
        "sourcing:handover": {"pk": handover_start(slot=left, reason="closed", actor=sme).pk},
    }


def _check(project: Project) -> OutcomeCheck:
    """A question that waits for its answer."""
    return project.checks.create(stage="completion", due_on=timezone.localdate(), status="asked")


def _change(project: Project, sme: User) -> ChangeOrder:
    home, words = project.need.firm.organisation, {"kind": "scope", "reason": "request", "text": "한 대 더"}
    return change_propose(project=project, by=home, actor=sme, **words)


def _file(project: Project) -> Attachment:
    return attachment_add(project=project, by=project.lead.organisation, actor=None, upload=samples.upload())


def _import(organisation: Organisation, kind: str, table: str) -> int:
    return import_start(organisation=organisation, kind=kind, filename="표.csv", data=table.encode()).pk


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
