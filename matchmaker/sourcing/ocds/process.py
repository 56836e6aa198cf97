"""One contracting process, read once: a need that was asked for quotes, its round, awards and contracts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from demand.choices import Strength
from demand.models import Need
from matchmaker.accounts.models import Organisation
from matchmaker.reference.models import Capability
from matchmaker.sourcing.choices.quotes import READABLE
from matchmaker.sourcing.models import Award, Project, Quote, QuotePart

AT_ONCE = 100
ASKED = (Strength.MUST, Strength.NICE)


@dataclass
class Process:
    need: Need
    awards: list[Award]
    projects: list[Project]
    quoted: set[int]  # suppliers who handed a quote in that the firm has read
    capabilities: dict[str, Capability] = field(repr=False)

    @property
    def buyer(self) -> Organisation:
        return self.need.firm.organisation

    def codes(self) -> list[str]:
        rows = [row for row in self.need.requirements.all() if row.confirmed and row.strength in ASKED]
        return list(dict.fromkeys(code for row in rows for code in row.codes if code in self.capabilities))


def needs_asked(organisation: Organisation | None = None) -> QuerySet[Need]:
    """Needs with a round, in the order they were written; of one organisation: its own, or those it was awarded."""
    rows = Need.objects.filter(round__isnull=False).order_by("pk")
    if organisation is not None:
        won = Award.objects.filter(quote__parts__supplier__organisation=organisation).values("need_id")
        rows = rows.filter(Q(firm__organisation=organisation) | Q(pk__in=won))
    return rows


def processes(needs: QuerySet[Need]) -> Iterator[Process]:
    """A fixed number of queries for a hundred needs; no more than those are held."""
    capabilities = Capability.objects.in_bulk()
    full = needs.select_related("firm__organisation", "region", "round__programme").prefetch_related("requirements")
    parts = QuotePart.objects.select_related("supplier__organisation", "supplier__region").prefetch_related("lines")
    awards = Award.objects.select_related("quote__rfq__package", "programme")
    awards = awards.prefetch_related(Prefetch("quote__parts", parts), "quote__rfq__package__items")
    projects = Project.objects.prefetch_related("milestones", "changes", "files").order_by("pk")
    quotes = Quote.objects.filter(status__in=READABLE).values_list("rfq__need_id", "parts__supplier_id")
    reached = 0
    while chunk := list(full.filter(pk__gt=reached).order_by("pk")[:AT_ONCE]):
        keys = [need.pk for need in chunk]
        by_need: dict[int, list[Any]] = {key: [] for key in keys}
        built: dict[int, list[Any]] = {key: [] for key in keys}
        quoted: dict[int, set[int]] = {key: set() for key in keys}
        for award in awards.filter(need__in=keys).order_by("position"):
            by_need[award.need_id].append(award)
        for project in projects.filter(need__in=keys):
            built[project.need_id].append(project)
        for key, supplier in quotes.filter(rfq__need__in=keys):
            quoted[key] |= {supplier} - {None}
        for need in chunk:
            yield Process(need, by_need[need.pk], built[need.pk], quoted[need.pk], capabilities)
        reached = keys[-1]
