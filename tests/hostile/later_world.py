"""Rows of the later stages, for the world: quotes, awards, projects and what follows."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.reference.models import Programme
from matchmaker.sourcing.care.dossier import dossier_keep
from matchmaker.sourcing.care.handovers import handover_start
from matchmaker.sourcing.care.services import ticket_open
from matchmaker.sourcing.models import Attachment, ChangeOrder, LossNote, OutcomeCheck, Project, Quote
from matchmaker.sourcing.projects.change_services import change_propose
from matchmaker.sourcing.projects.files import attachment_add
from tests import factories
from tests.hostile.flagged import flagged
from tests.sourcing import stages
from tests.sourcing.projects import samples


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
        **flagged(draft),
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
