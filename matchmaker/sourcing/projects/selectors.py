"""Reads of projects: for the firm, and for whoever covers or covered a part."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from matchmaker.accounts.models import Organisation
from matchmaker.sourcing.choices import FileKind
from matchmaker.sourcing.models import Attachment, ChangeOrder, Milestone, Project, ProjectSlot


def projects_of(organisation: Organisation) -> QuerySet[Project]:
    """Projects of this firm, or that this supplier leads, works in or has worked in. Nobody else's are among them."""
    covered = ProjectSlot.objects.filter(supplier__organisation=organisation).values("project")
    own = Q(need__firm__organisation=organisation) | Q(lead__organisation=organisation) | Q(pk__in=covered)
    return Project.objects.filter(own).select_related("need__firm__organisation", "lead__organisation")


def project_lines(organisation: Organisation) -> QuerySet[Project]:
    """For the list, newest first, with milestones."""
    return projects_of(organisation).prefetch_related("milestones").order_by("-created_at", "-pk")


def project_details(organisation: Organisation) -> QuerySet[Project]:
    """For the page: everything it shows in a fixed number of queries."""
    slots = ProjectSlot.objects.select_related("supplier__organisation", "standby__organisation", "offer")
    files = shared_files().select_related("by").order_by("created_at", "pk")
    changes = ChangeOrder.objects.select_related("by", "slot__supplier__organisation", "newcomer__organisation")
    return projects_of(organisation).prefetch_related(
        Prefetch("slots", slots), "milestones", Prefetch("files", files), Prefetch("changes", changes)
    )


def milestones_of(organisation: Organisation) -> QuerySet[Milestone]:
    rows = Milestone.objects.filter(project__in=projects_of(organisation).values("pk"))
    return rows.select_related("project__need__firm", "project__lead")


def milestones_due(now: datetime) -> QuerySet[Milestone]:
    return Milestone.objects.filter(next_check_at__lte=now).order_by("next_check_at", "pk")


def shared_files() -> QuerySet[Attachment]:
    """What everybody at the table may see; papers of one slot and photos of faults have pages of their own."""
    return Attachment.objects.exclude(kind__in=[FileKind.DOSSIER, FileKind.TICKET])


def changes_of(organisation: Organisation) -> QuerySet[ChangeOrder]:
    rows = ChangeOrder.objects.filter(project__in=projects_of(organisation).values("pk"))
    return rows.select_related("project__need__firm", "project__lead")


def changes_due(now: datetime) -> QuerySet[ChangeOrder]:
    return ChangeOrder.objects.filter(next_check_at__lte=now).order_by("next_check_at", "pk")


def files_of(organisation: Organisation) -> QuerySet[Attachment]:
    """Files of the organisation's own projects, whoever brought them."""
    rows = shared_files().filter(project__in=projects_of(organisation).values("pk"))
    return rows.select_related("milestone", "project")
