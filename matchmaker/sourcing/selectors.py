"""Reads of sourcing: a firm's own requests, a supplier's own invitations."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from demand.choices import NeedResult, NeedStatus
from demand.models import Need
from matchmaker.accounts.models import Organisation
from matchmaker.matching.models import Package, PackageItem
from matchmaker.sourcing.choices import LIVE, STANDING, WAITING, EscalationStatus, InvitationStatus, RfqStatus
from matchmaker.sourcing.models import Award, Escalation, Question, Rfq, RfqInvitation, Round
from suppliers.choices import Verification

HEAVY = ("package__run__case", "package__run__params", "package__run__result")


def packages_of(organisation: Organisation) -> QuerySet[Package]:
    """Packages of the organisation's own needs, with what a request has to say about them."""
    items = PackageItem.objects.select_related("supplier__organisation", "supplier__region", "offer")
    items = items.prefetch_related("offer__includes")
    rows = Package.objects.filter(run__need__firm__organisation=organisation)
    rows = rows.select_related("run__need__firm").prefetch_related(Prefetch("items", items))
    return rows.defer("run__case", "run__params", "run__result")


def rfqs_of(organisation: Organisation) -> QuerySet[Rfq]:
    """A firm's requests, newest first, with counts of answers."""
    counts = {
        "asked": Count("invitations"),
        "accepted": Count("invitations", filter=Q(invitations__status=InvitationStatus.ACCEPTED)),
        "waiting": Count("invitations", filter=Q(invitations__status__in=WAITING)),
    }
    rows = Rfq.objects.filter(need__firm__organisation=organisation).select_related("need", "package")
    return rows.annotate(**counts).order_by("-created_at", "-pk")


def rfq_details(organisation: Organisation) -> QuerySet[Rfq]:
    asked = RfqInvitation.objects.select_related("supplier__organisation", "supplier__region").order_by("-lead", "pk")
    rows = Rfq.objects.filter(need__firm__organisation=organisation)
    rows = rows.select_related("need__firm", "package__run", "round__need").prefetch_related(
        Prefetch("invitations", asked)
    )
    return rows.defer(*HEAVY)


def rfqs_left_behind() -> QuerySet[Rfq]:
    """Live requests whose need its firm withdrew: the floor below cannot call this one, so the clock asks."""
    withdrawn = {"need__status": NeedStatus.CLOSED, "need__result": NeedResult.WITHDRAWN}
    return Rfq.objects.filter(**withdrawn).exclude(status=RfqStatus.CANCELLED).order_by("pk")


def invitations_due(now: datetime) -> QuerySet[RfqInvitation]:
    return RfqInvitation.objects.filter(next_check_at__lte=now).order_by("next_check_at", "pk")


def refills_due(now: datetime) -> QuerySet[Rfq]:
    """Requests in which a slot has come open. A need that is being rewritten waits until it is confirmed again."""
    asked = (NeedStatus.OPEN, NeedStatus.CHECKED)
    due = Rfq.objects.filter(next_check_at__lte=now, need__status__in=asked).exclude(status=RfqStatus.CANCELLED)
    return due.order_by("next_check_at", "pk")


def stands(row: RfqInvitation) -> bool:
    """An award on a quote of its request stands: leaving is then the project's business."""
    return Award.objects.filter(quote__rfq=row.rfq_id, status__in=STANDING).exists()


def invitations_of_suspended() -> QuerySet[RfqInvitation]:
    """Live invitations of suspended suppliers in needs that go on, where no award stands."""
    awarded = Award.objects.filter(quote__rfq=OuterRef("rfq"), status__in=STANDING)
    rows = RfqInvitation.objects.filter(supplier__status=Verification.SUSPENDED, status__in=LIVE)
    rows = rows.exclude(rfq__status=RfqStatus.CANCELLED).exclude(rfq__need__status=NeedStatus.CLOSED)
    return rows.exclude(Exists(awarded)).order_by("pk")


def rounds_due(now: datetime) -> QuerySet[Round]:
    return Round.objects.filter(next_check_at__lte=now).order_by("next_check_at", "pk")


def needs_due(now: datetime) -> QuerySet[Need]:
    return Need.objects.filter(status=NeedStatus.OPEN, next_check_at__lte=now).order_by("next_check_at", "pk")


def escalations() -> QuerySet[Escalation]:
    """What waits for a coordinator, the oldest first."""
    rows = Escalation.objects.filter(status=EscalationStatus.OPEN)
    return rows.select_related("need__firm__organisation", "need__region").order_by("created_at", "pk")


def questions_of(organisation: Organisation) -> QuerySet[Question]:
    """What suppliers asked about a firm's own needs."""
    return Question.objects.filter(round__need__firm__organisation=organisation).select_related("round__need")


def invitations_of(organisation: Organisation) -> QuerySet[RfqInvitation]:
    """Invitations of one supplier only: a rival's are not even among the rows."""
    related = ("rfq__need__firm__organisation", "rfq__need__region", "rfq__need__firm__region")
    return RfqInvitation.objects.filter(supplier__organisation=organisation).select_related(*related)


def waiting_invitations(organisation: Organisation) -> QuerySet[RfqInvitation]:
    """To be answered, the most urgent first."""
    return invitations_of(organisation).filter(status__in=WAITING).order_by("respond_by", "pk")


def past_invitations(organisation: Organisation) -> QuerySet[RfqInvitation]:
    return invitations_of(organisation).exclude(status__in=WAITING).order_by("-created_at", "-pk")


def invitation_details(organisation: Organisation) -> QuerySet[RfqInvitation]:
    related = (
        "rfq__created_by",
        "rfq__round__need",
        "rfq__need__industry",
        "rfq__need__firm__industry",
        "rfq__package__run",
        "supplier__organisation",
    )
    return invitations_of(organisation).select_related(*related).defer("rfq__package__run__case")
