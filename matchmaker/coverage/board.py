"""Counts for administrators' first page: questions that are ready, for all offices of the same regions together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from demand.choices import MATCHED
from demand.models import Need
from matchmaker.accounts.access import scoped
from matchmaker.accounts.choices import OrganisationKind
from matchmaker.accounts.models import Organisation
from matchmaker.coverage.selectors import FIRM, unmet_needs
from matchmaker.lib.prepared import Prepared
from matchmaker.matching.choices import UNFINISHED, RunStatus
from matchmaker.matching.models import MatchRun
from suppliers.choices import OfferStatus, Verification
from suppliers.models import Offer, RegisterEntry, Supplier

FAILURES_OF_DAYS = 7
STAGES = ("DESG", "PROC", "PROD", "LOGI", "SALE", "SERV")


@dataclass(frozen=True)
class Board:
    """Counts of the office's firms for the first page.

    ``oldest_application`` is when the longest waiting firm last changed its state.
    """

    suppliers: int
    verified: int
    demand_firms: int
    published: int
    open_needs: int
    unmet: int
    unfinished: int
    failed: int
    applied: int
    oldest_application: datetime | None
    register: int
    by_stage: list[tuple[str, int, int]]


def board(office: Organisation) -> Board:
    """Seven queries."""
    ask = _questions(office.scope)
    sides = dict(ask["sides"].rows())
    states = {state: (count, oldest) for state, count, oldest in ask["states"].rows()}
    runs = dict(ask["runs"].rows(timezone.now() - timedelta(days=FAILURES_OF_DAYS)))
    published = ask["published"].rows()
    applied, oldest = states.get(Verification.APPLIED, (0, None))
    return Board(
        suppliers=sides.get(OrganisationKind.SUPPLIER, 0),
        verified=states.get(Verification.VERIFIED, (0, None))[0],
        demand_firms=sides.get(OrganisationKind.DEMAND, 0),
        published=sum(count for _, count in published),
        open_needs=ask["open"].count(),
        unmet=ask["unmet"].count(),
        unfinished=sum(runs.get(status, 0) for status in UNFINISHED),
        failed=runs.get(RunStatus.FAILED, 0),
        applied=applied,
        oldest_application=oldest,
        register=ask["register"].count(),
        by_stage=_by_stage(published),
    )


@lru_cache(maxsize=64)
def _questions(scope: str) -> dict[str, Prepared[Any]]:
    office = Organisation(scope=scope)
    asked: dict[str, Callable[[], QuerySet[Any, Any]]] = {
        "sides": lambda: _counted(scoped(Organisation.objects.all(), office, *FIRM), "kind"),
        "states": lambda: _states(scoped(Supplier.objects.all(), office, "region")),
        "published": lambda: _published(office),
        "open": lambda: scoped(Need.objects.filter(status__in=MATCHED), office, "firm__region").only("pk"),
        "unmet": lambda: unmet_needs(office).order_by().select_related(None).only("pk"),
        "register": lambda: scoped(RegisterEntry.objects.all(), office, "region").order_by().only("pk"),
    }
    return {name: Prepared(build) for name, build in asked.items()} | {
        "runs": Prepared(lambda week: _runs(office, week), datetime)
    }


def _counted(rows: QuerySet[Any], name: str) -> QuerySet[Any, Any]:
    return rows.order_by().values_list(name).annotate(Count("pk"))


def _states(suppliers: QuerySet[Supplier]) -> QuerySet[Any, Any]:
    """(state, firms in it, since when the one that waits longest has applied)."""
    since = Min("events__at", filter=Q(events__to=Verification.APPLIED))
    return suppliers.order_by().values_list("status").annotate(firms=Count("pk", distinct=True), since=since)


def _runs(office: Organisation, week: datetime) -> QuerySet[Any, Any]:
    wanted = Q(status__in=UNFINISHED) | Q(status=RunStatus.FAILED, created_at__gte=week)
    return _counted(scoped(MatchRun.objects.filter(wanted), office, "need__firm__region"), "status")


def _published(office: Organisation) -> QuerySet[Any, Any]:
    """(stages of the capability, published offers of verified firms), one pair for each combination of stages."""
    rows = Offer.objects.filter(status=OfferStatus.PUBLISHED, supplier__status=Verification.VERIFIED)
    return _counted(scoped(rows, office, "supplier__region"), "capability__stages")


def _by_stage(published: list[tuple[str, int]]) -> list[tuple[str, int, int]]:
    """(stage, offers, per cent of the fullest stage); an offer counts in each stage of the value chain it serves."""
    counts = dict.fromkeys(STAGES, 0)
    for stages, count in published:
        for stage in stages.split(";"):
            if stage in counts:
                counts[stage] += count
    most = max(counts.values()) or 1
    return [(stage, count, round(100 * count / most)) for stage, count in counts.items()]
