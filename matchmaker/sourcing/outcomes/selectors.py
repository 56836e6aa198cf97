"""Reads of outcomes: projects as their firm, their members and the offices may see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Case, Count, Prefetch, Q, QuerySet, When

from matchmaker.accounts.access import scoped
from matchmaker.accounts.choices import OrganisationKind
from matchmaker.accounts.models import Organisation
from matchmaker.sourcing.choices import CheckStatus, MilestoneKind, MilestoneStatus, ProjectStatus
from matchmaker.sourcing.models import Kpi, KpiMeasure, Milestone, OutcomeCheck, Project, ProjectSlot, Review
from matchmaker.sourcing.outcomes.shrinking import Shown, market_prior, review_value, shown
from suppliers.models import Supplier

CHECKED_FIRM = "project__need__firm__region"
ENDED = frozenset({ProjectStatus.CLOSED, ProjectStatus.TERMINATED})


def projects_seen_by(organisation: Organisation) -> QuerySet[Project]:
    """A firm's own, those in which a supplier has or had a slot, or an office's firms'; nobody else sees any."""
    rows = Project.objects.select_related("need__firm__organisation", "lead__organisation")
    if organisation.kind == OrganisationKind.PROGRAMME:
        return scoped(rows, organisation, "need__firm__region")
    if organisation.kind == OrganisationKind.DEMAND:
        return rows.filter(need__firm__organisation=organisation)
    covered = ProjectSlot.objects.filter(supplier__organisation=organisation).values("project")
    return rows.filter(Q(lead__organisation=organisation) | Q(pk__in=covered))


def outcome_details(organisation: Organisation) -> QuerySet[Project]:
    measures = KpiMeasure.objects.select_related("evidence")
    kpis = Kpi.objects.prefetch_related(Prefetch("measures", measures))
    return projects_seen_by(organisation).prefetch_related(Prefetch("kpis", kpis), "checks", "milestones")


def kpis_open(project: Project) -> bool:
    """Whether the figures may still be written: before the kick-off is over, or late if there are none at all.

    Never once something was measured, and never for a project that ended early.
    """
    if project.status in ENDED or KpiMeasure.objects.filter(kpi__project=project).exists():
        return False
    over = Milestone.objects.filter(project=project, kind=MilestoneKind.KICK_OFF, status=MilestoneStatus.MET)
    return not (over.exists() and project.kpis.exists())


def checks_of(organisation: Organisation) -> QuerySet[OutcomeCheck]:
    """A firm's own questions."""
    rows = OutcomeCheck.objects.filter(project__need__firm__organisation=organisation)
    return rows.select_related("project__need__firm__organisation")


def checks_due(now: datetime) -> QuerySet[OutcomeCheck]:
    return OutcomeCheck.objects.filter(next_check_at__lte=now).order_by("next_check_at", "pk")


def present_members(project: Project) -> list[int]:
    """Ids of the suppliers that cover a slot now."""
    rows = ProjectSlot.objects.filter(project=project, until__isnull=True)
    return sorted(set(rows.values_list("supplier_id", flat=True)))


def reviews_due(now: datetime) -> QuerySet[Review]:
    return Review.objects.filter(next_check_at__lte=now).order_by("next_check_at", "pk")


def reviews_readable(project: Project, organisation: Organisation) -> QuerySet[Review]:
    """One's own reviews, and those that are published."""
    rows = Review.objects.filter(Q(published_at__isnull=False) | Q(author=organisation), project=project)
    return rows.select_related("author", "subject").order_by("created_at", "pk")


def reviews_of(supplier: Supplier) -> QuerySet[Review]:
    """What customers said of a supplier, as anybody may read it, newest first."""
    rows = Review.objects.filter(subject=supplier.organisation_id, published_at__isnull=False)
    return rows.select_related("author", "project__need").order_by("-published_at", "-pk")


def ratings_of(supplier_ids: Iterable[int]) -> dict[int, Shown]:
    """Each supplier's rating as it is shown, also of those without a review. One query."""
    found: dict[int, list[float]] = defaultdict(list)
    for pk, parts in _published():
        found[pk].append(review_value(parts))
    every = [value for values in found.values() for value in values]
    prior = market_prior(sum(every), len(every))
    return {pk: shown(found.get(pk, ()), prior) for pk in supplier_ids}


def reviewed_values(supplier_ids: Iterable[int]) -> dict[int, list[float]]:
    """What published reviews say of these suppliers, each as one value from 1 to 5. One query."""
    found: dict[int, list[float]] = defaultdict(list)
    for pk, parts in _published().filter(subject__supplier__in=list(supplier_ids)):
        found[pk].append(review_value(parts))
    return found


def _published() -> QuerySet[Review, tuple[int, dict[str, int]]]:
    rows = Review.objects.filter(subject__supplier__isnull=False, published_at__isnull=False).order_by("pk")
    return rows.values_list("subject__supplier", "parts")


def checks_told(office: Organisation) -> QuerySet[OutcomeCheck]:
    """Questions that were asked, of all projects of the office's firms, unanswered ones first."""
    rows = scoped(OutcomeCheck.objects.exclude(status=CheckStatus.WAITING), office, CHECKED_FIRM)
    late = Case(When(status=CheckStatus.MISSED, then=0), When(status=CheckStatus.ASKED, then=1), default=2)
    return rows.select_related("project__need__firm__organisation").order_by(late, "-due_on", "-pk")


def check_counts(office: Organisation) -> dict[str, int]:
    """How many questions were asked, answered, missed; ``percent`` of the settled ones that were missed."""
    of = {status: Count("pk", filter=Q(status=status)) for status in CheckStatus.values}
    told = scoped(OutcomeCheck.objects.all(), office, CHECKED_FIRM).aggregate(**of)
    settled = told[CheckStatus.ANSWERED] + told[CheckStatus.MISSED]
    return {**told, "settled": settled, "percent": round(100 * told[CheckStatus.MISSED] / settled) if settled else 0}
