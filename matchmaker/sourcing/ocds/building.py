"""The objects of the Open Contracting Data Standard 1.1, from one process for one audience. Pure: no queries."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.utils import timezone

from demand.choices import NeedResult, NeedStatus
from matchmaker.accounts.models import Organisation
from matchmaker.reference.choices import CapabilityKind
from matchmaker.sourcing.choices.awards import AwardStatus
from matchmaker.sourcing.choices.projects import ChangeStatus, MilestoneKind, MilestoneStatus, ProjectStatus
from matchmaker.sourcing.models import Award, Milestone, Project
from matchmaker.sourcing.ocds.audience import Audience, pseudonym
from matchmaker.sourcing.ocds.process import Process
from matchmaker.sourcing.quotes.costing import totals_of

CATEGORIES = {
    CapabilityKind.SOLUTION: "services",
    CapabilityKind.EQUIPMENT: "goods",
    CapabilityKind.SERVICE: "services",
}
AWARDS = {
    AwardStatus.PENDING: "pending",
    AwardStatus.CONDITIONAL: "pending",
    AwardStatus.ACTIVE: "active",
    AwardStatus.REFUSED: "cancelled",
    AwardStatus.LAPSED: "cancelled",
}
CONTRACTS = {
    ProjectStatus.PLANNED: "pending",
    ProjectStatus.BUILDING: "active",
    ProjectStatus.ACCEPTANCE: "active",
    ProjectStatus.OPERATING: "active",
    ProjectStatus.CLOSED: "terminated",
    ProjectStatus.TERMINATED: "terminated",
}
MILESTONES = {
    MilestoneStatus.SCHEDULED: "scheduled",
    MilestoneStatus.MET: "met",
    MilestoneStatus.PARTLY: "partiallyMet",
    MilestoneStatus.MISSED: "notMet",
}
MILESTONE_TYPES = {
    MilestoneKind.KICK_OFF: "engagement",
    MilestoneKind.MID_CHECK: "assessment",
    MilestoneKind.FINAL_CHECK: "assessment",
    MilestoneKind.COMPLETION: "delivery",
    MilestoneKind.AFTER_CARE: "assessment",
}
UNNAMED = "이름을 밝히지 않은 중소기업"


def ocid_of(need_pk: int) -> str:
    return f"{settings.OCDS_PREFIX}-need-{need_pk}"


def moment(at: datetime | date) -> str:
    """ISO 8601 with zone, whole seconds; a day is its beginning where the site is."""
    if not isinstance(at, datetime):
        at = timezone.make_aware(datetime.combine(at, time.min))
    return timezone.localtime(at).replace(microsecond=0).isoformat()


def won(amount: int) -> dict[str, Any]:
    return {"amount": amount, "currency": "KRW"}


def without_blanks(value: dict[str, Any]) -> dict[str, Any]:
    """The standard forbids empty values: what is not known is not there."""
    return {key: item for key, item in value.items() if item not in (None, "", [], {})}


# --- parties ----------------------------------------------------------------------------------------------------


def buyer_ref(process: Process, audience: Audience) -> dict[str, str]:
    firm = process.buyer
    if audience.names_buyer(firm.pk):
        return {"id": f"KR-firm-{firm.pk}", "name": firm.name}
    return {"id": pseudonym("buyer", firm.pk), "name": UNNAMED}


def supplier_ref(organisation: Organisation) -> dict[str, str]:
    return {"id": f"KR-firm-{organisation.pk}", "name": organisation.name}


def parties_of(process: Process, audience: Audience) -> list[dict[str, Any]]:
    """The buyer, and each member of each award's consortium once, with all its roles."""
    firm = process.buyer
    named = audience.names_buyer(firm.pk)
    region = process.need.region
    rows = [
        without_blanks(
            buyer_ref(process, audience)
            | {
                "identifier": _identifier(firm) if named else None,
                "address": {"region": region.name_ko, "countryName": "KR"} if region else {"countryName": "KR"},
                "roles": ["buyer", "procuringEntity"],
            }
        )
    ]
    seen: set[int] = set()
    for award in process.awards:
        if not audience.sees_award(award):
            continue
        for part in award.quote.parts.all():
            if part.supplier_id not in seen:
                seen.add(part.supplier_id)
                rows.append(_supplier_party(part.supplier))
    return rows


def _supplier_party(supplier: Any) -> dict[str, Any]:
    firm = supplier.organisation
    region = supplier.region
    party = supplier_ref(firm) | {
        "identifier": _identifier(firm),
        "address": {"region": region.name_ko, "countryName": "KR"} if region else {"countryName": "KR"},
        "roles": ["supplier", "tenderer"],
    }
    return without_blanks(party)


def _identifier(firm: Organisation) -> dict[str, str] | None:
    number = firm.business_number
    return {"scheme": "KR-BRN", "id": number, "legalName": firm.name} if number else None


# --- planning, tender ---------------------------------------------------------------------------------------------


def planning_of(process: Process, audience: Audience) -> dict[str, Any]:
    budget = process.need.budget_krw
    if budget is None or not audience.sees_money(None, process.buyer.pk):
        return {}
    return {"budget": {"amount": won(budget)}}


def tender_of(process: Process, audience: Audience) -> dict[str, Any]:
    """Asked of invited suppliers only; what was asked for, never the firm's own words."""
    need, asked = process.need, process.need.round
    kinds = [CATEGORIES[process.capabilities[code].kind] for code in process.codes()]
    suppliers = len(process.quoted)
    return without_blanks(
        {
            "id": f"{ocid_of(need.pk)}-tender",
            "title": need.title,
            "status": _tender_status(process),
            "procuringEntity": buyer_ref(process, audience),
            "items": items_of(process),
            "procurementMethod": "selective",
            "procurementMethodDetails": "Joint quotes of invited consortia",
            "mainProcurementCategory": "goods" if kinds and set(kinds) == {"goods"} else "services",
            "additionalProcurementCategories": ["goods"] if "goods" in kinds and "services" in kinds else None,
            "submissionMethod": ["electronicSubmission"],
            "tenderPeriod": {"startDate": moment(asked.created_at), "endDate": moment(asked.quotes_due_at)},
            "numberOfTenderers": suppliers if suppliers or asked.opened_at else None,
        }
    )


def _tender_status(process: Process) -> str:
    need = process.need
    if any(award.status == AwardStatus.ACTIVE for award in process.awards):
        return "complete"
    if need.status != NeedStatus.CLOSED:
        return "active"
    return "cancelled" if need.result == NeedResult.WITHDRAWN else "unsuccessful"


def items_of(process: Process) -> list[dict[str, Any]]:
    return [
        {
            "id": code,
            "description": process.capabilities[code].name_ko,
            "classification": {"scheme": "X-MATCHMAKER", "id": code, "description": process.capabilities[code].name_en},
            "quantity": 1,
        }
        for code in process.codes()
    ]


# --- awards and contracts -----------------------------------------------------------------------------------------


def award_of(process: Process, award: Award, audience: Audience) -> dict[str, Any]:
    """One quote chosen: a package's award names every member of the consortium as a supplier."""
    parts = list(award.quote.parts.all())
    money = audience.sees_money(award, process.buyer.pk)
    return without_blanks(
        {
            "id": f"award-{award.pk}",
            "title": process.need.title,
            "status": AWARDS[AwardStatus(award.status)],
            "date": moment(award.confirmed_at or award.created_at),
            "value": won(totals_of(award.quote).build_krw) if money else None,
            "suppliers": [supplier_ref(part.supplier.organisation) for part in parts],
            "items": items_of(process),
        }
    )


def contract_of(process: Process, project: Project, audience: Audience) -> dict[str, Any]:
    award = next(row for row in process.awards if row.pk == project.award_id)
    money = audience.sees_money(award, process.buyer.pk)
    milestones = [milestone_of(row) for row in project.milestones.all()]
    return without_blanks(
        {
            "id": f"contract-{project.pk}",
            "awardID": f"award-{project.award_id}",
            "title": process.need.title,
            "status": CONTRACTS[ProjectStatus(project.status)],
            "period": _period(project),
            "value": won(project.price_krw) if money else None,
            "items": items_of(process),
            "dateSigned": moment(award.confirmed_at) if award.confirmed_at else None,
            "amendments": _amendments(project),
            "documents": _documents(project) if audience.sees_papers else None,
            "implementation": {"milestones": milestones} if milestones else None,
        }
    )


def _period(project: Project) -> dict[str, Any]:
    ended = {"endDate": moment(project.completed_on)} if project.completed_on else {}
    return {"startDate": moment(project.starts_on), **ended, "durationInDays": project.weeks * 7}


def milestone_of(row: Milestone) -> dict[str, Any]:
    kind = MilestoneKind(row.kind)
    met = row.status == MilestoneStatus.MET and row.decided_at is not None
    return without_blanks(
        {
            "id": f"milestone-{row.pk}",
            "title": kind.value,
            "type": MILESTONE_TYPES[kind],
            "dueDate": moment(row.due_on),
            "dateMet": moment(row.decided_at) if met and row.decided_at else None,
            "status": MILESTONES[MilestoneStatus(row.status)],
        }
    )


def _amendments(project: Project) -> list[dict[str, Any]]:
    """Changes that both sides agreed to, by kind; their words stay with the two."""
    agreed = [row for row in project.changes.all() if row.status == ChangeStatus.ACCEPTED]
    return [
        {"id": f"change-{row.pk}", "date": moment(row.answered_at or row.created_at), "rationale": row.reason}
        for row in sorted(agreed, key=lambda row: row.pk)
    ]


def _documents(project: Project) -> list[dict[str, Any]]:
    """What there is, without the files: those stay behind their own access rules."""
    return [
        {"id": f"file-{row.pk}", "title": row.name, "format": row.mime, "datePublished": moment(row.created_at)}
        for row in project.files.all()
    ]
