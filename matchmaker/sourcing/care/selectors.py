"""Reads of after-care: own tickets, hand-overs one has a part in, and what is due."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from matchmaker.accounts.access import scoped
from matchmaker.accounts.choices import OrganisationKind
from matchmaker.accounts.models import Organisation
from matchmaker.sourcing.care.handovers import RUNNING
from matchmaker.sourcing.choices import UNSOLVED, EscalationKind, EscalationStatus, HandoverStatus, ProjectStatus
from matchmaker.sourcing.models import DossierItem, Escalation, Handover, ProjectSlot, ServiceTicket
from suppliers.choices import Verification

FIRM = "project__need__firm__region"


def tickets_due(now: datetime) -> QuerySet[ServiceTicket]:
    return ServiceTicket.objects.filter(next_check_at__lte=now).order_by("next_check_at", "pk")


def handovers_due(now: datetime) -> QuerySet[Handover]:
    return Handover.objects.filter(next_check_at__lte=now).order_by("next_check_at", "pk")


def slots_of_suspended(now: datetime) -> QuerySet[ProjectSlot]:
    """Slots whose member was suspended and for which nobody is being asked. The floor below cannot tell us."""
    rows = ProjectSlot.objects.filter(until__isnull=True, supplier__status=Verification.SUSPENDED)
    rows = rows.exclude(project__status=ProjectStatus.TERMINATED).exclude(pk__in=slots_with_coordinator())
    asked = Handover.objects.filter(slot=OuterRef("pk"), status__in=RUNNING)
    return rows.filter(~Exists(asked)).order_by("pk")


def slots_with_coordinator() -> list[int]:
    """Slots that nobody would take over and that wait for a coordinator."""
    waiting = Escalation.objects.filter(kind=EscalationKind.NO_STANDBY, status=EscalationStatus.OPEN)
    return [int(key) for detail in waiting.values_list("detail", flat=True) for key in detail.get("slots", {})]


def tickets_of(organisation: Organisation) -> QuerySet[ServiceTicket]:
    """A firm's own reports, or those that a supplier answers for; nobody else's are among the rows."""
    own = Q(project__need__firm__organisation=organisation) | Q(supplier__organisation=organisation)
    related = ("project__need__firm__organisation", "supplier__organisation", "slot", "milestone", "opened_by", "photo")
    return ServiceTicket.objects.filter(own).select_related(*related)


def unsolved_tickets(organisation: Organisation) -> QuerySet[ServiceTicket]:
    """The most urgent first."""
    return tickets_of(organisation).filter(status__in=UNSOLVED).order_by("due_at", "pk")


def past_tickets(organisation: Organisation) -> QuerySet[ServiceTicket]:
    return tickets_of(organisation).exclude(status__in=UNSOLVED).order_by("-created_at", "-pk")


def slots_of_firm(organisation: Organisation) -> QuerySet[ProjectSlot]:
    """What is covered now in the firm's own projects, the newest project first."""
    rows = ProjectSlot.objects.filter(project__need__firm__organisation=organisation, until__isnull=True)
    rows = rows.exclude(project__status=ProjectStatus.TERMINATED)
    related = ("project__need__firm__organisation", "project__need__region", "supplier__organisation", "standby")
    return rows.select_related(*related).order_by("-project__created_at", "slot")


def slots_to_report_on(organisation: Organisation) -> QuerySet[ProjectSlot]:
    """Slots of which the organisation may say that their member is gone: a firm its own, an office its firms'."""
    if organisation.kind != OrganisationKind.PROGRAMME:
        return slots_of_firm(organisation)
    rows = ProjectSlot.objects.filter(until__isnull=True).exclude(project__status=ProjectStatus.TERMINATED)
    rows = rows.select_related("project__need__firm__organisation", "supplier__organisation", "standby")
    return scoped(rows, organisation, FIRM)


def handovers_of(organisation: Organisation) -> QuerySet[Handover]:
    """Hand-overs in which the organisation has a part: as the firm, as who is asked, or as who is followed."""
    part = Q(project__need__firm__organisation=organisation) | Q(to_supplier__organisation=organisation)
    part |= Q(from_supplier__organisation=organisation)
    related = (
        "project__need__firm__organisation",
        "project__need__firm__region",
        "project__need__firm__industry",
        "project__need__region",
        "project__need__industry",
        "slot",
        "from_supplier__organisation",
        "to_supplier__organisation",
    )
    return Handover.objects.filter(part).select_related(*related)


def handovers_asked(organisation: Organisation) -> QuerySet[Handover]:
    """Hand-overs that wait for this supplier: for its answer, or for its papers."""
    mine = handovers_of(organisation).filter(to_supplier__organisation=organisation)
    return mine.filter(status__in=[HandoverStatus.REQUESTED, HandoverStatus.ACCEPTED]).order_by("respond_by", "pk")


def handovers_to(organisation: Organisation) -> QuerySet[Handover]:
    """Those that this supplier was asked to take over."""
    return handovers_of(organisation).filter(to_supplier__organisation=organisation)


def handover_chain(row: Handover) -> list[Handover]:
    """Everybody who was asked for the same cause, the first one first."""
    every = Handover.objects.filter(slot=row.slot_id).select_related("to_supplier__organisation")
    rows = {one.pk: one for one in every}
    first = rows[row.pk]
    while first.previous_id in rows:
        first = rows[first.previous_id]
    chain, by_previous = [first], {one.previous_id: one for one in rows.values() if one.previous_id}
    while chain[-1].pk in by_previous:
        chain.append(by_previous[chain[-1].pk])
    return chain


def dossier_slots(organisation: Organisation) -> QuerySet[ProjectSlot]:
    """Present slots whose dossier the organisation may read: the firm's, a member's own, and one it agreed to take."""
    agreed = Handover.objects.filter(to_supplier__organisation=organisation, status=HandoverStatus.ACCEPTED)
    own = Q(project__need__firm__organisation=organisation) | Q(supplier__organisation=organisation)
    rows = ProjectSlot.objects.filter(own | Q(pk__in=agreed.values("slot")), until__isnull=True)
    related = ("project__need__firm__organisation", "supplier__organisation", "standby__organisation")
    return rows.select_related(*related).order_by("project", "slot")


def own_slots(organisation: Organisation) -> QuerySet[ProjectSlot]:
    """Slots that this supplier covers now: only it writes their dossier."""
    return dossier_slots(organisation).filter(supplier__organisation=organisation)


def dossier_items(slots: Iterable[ProjectSlot]) -> dict[tuple[int, int], list[DossierItem]]:
    """(project, number of the slot) -> its items, those of former members too."""
    wanted = {(slot.project_id, slot.slot) for slot in slots}
    rows = DossierItem.objects.filter(project__in={project for project, _slot in wanted}, slot__isnull=False)
    found: dict[tuple[int, int], list[DossierItem]] = {key: [] for key in wanted}
    for row in rows.select_related("slot", "file"):
        key = (row.project_id, row.slot.slot)
        if key in found:
            found[key].append(row)
    return found


def dossier_item(slots: QuerySet[ProjectSlot], pk: int) -> tuple[DossierItem, ProjectSlot] | None:
    """An item and the present row of its slot, if that is one of ``slots``."""
    item = DossierItem.objects.filter(pk=pk).select_related("slot", "file").first()
    if item is None or item.slot is None:
        return None
    slot = slots.filter(project=item.project_id, slot=item.slot.slot).first()
    return (item, slot) if slot else None


def handovers_in(projects: Collection[int]) -> QuerySet[Handover]:
    """All hand-overs of these projects, the first one first."""
    rows = Handover.objects.filter(project__in=projects).order_by("created_at", "pk")
    return rows.select_related("slot", "from_supplier__organisation", "to_supplier__organisation")


def gaps_in(projects: Collection[int]) -> list[tuple[int, datetime, datetime | None]]:
    """(slot key, since, until): slots that nobody would take over, until a coordinator had settled it."""
    rows = Escalation.objects.filter(kind=EscalationKind.NO_STANDBY, need__projects__in=projects).distinct()
    found = []
    for row in rows.prefetch_related("events"):
        ends = [event.at for event in row.events.all() if event.to == EscalationStatus.DONE]
        for key, since in row.detail.get("slots", {}).items():
            found.append((int(key), datetime.fromisoformat(since), min(ends, default=None)))
    return found


def running_handovers(office: Organisation) -> QuerySet[Handover]:
    """For administrators: who is being asked, or has agreed and not received everything; the longest first."""
    rows = scoped(Handover.objects.filter(status__in=RUNNING), office, FIRM).order_by("uncovered_since", "pk")
    related = ("project__need__firm__organisation", "from_supplier__organisation", "to_supplier__organisation", "slot")
    return rows.select_related(*related)


def projects_ever_uncovered(office: Organisation) -> set[int]:
    """Projects with a hand-over, or with a slot that nobody would take over."""
    gaps = scoped(Escalation.objects.filter(kind=EscalationKind.NO_STANDBY), office, "need__firm__region")
    with_gap = {detail["project"] for detail in gaps.values_list("detail", flat=True) if "project" in detail}
    return with_gap | set(scoped(Handover.objects.all(), office, FIRM).values_list("project_id", flat=True))


def slots_without_standby(office: Organisation) -> QuerySet[ProjectSlot]:
    """For administrators: slots that wait for a coordinator."""
    rows = scoped(ProjectSlot.objects.filter(pk__in=slots_with_coordinator(), until__isnull=True), office, FIRM)
    return rows.select_related("project__need__firm__organisation", "supplier__organisation").order_by("pk")


def breaches_by_region(office: Organisation) -> QuerySet[ServiceTicket, dict[str, Any]]:
    """Tickets and broken promises by the plant's region, the most broken first; ``region`` is a code or None."""
    plant = Coalesce("project__need__region", "project__need__firm__region")
    rows = scoped(ServiceTicket.objects.all(), office, FIRM).annotate(region=plant).values("region")
    counted = rows.annotate(tickets=Count("pk"), breaches=Count("pk", filter=Q(breached_at__isnull=False)))
    return counted.order_by("-breaches", "-tickets", "region")
