"""Reads of matching: a need's runs, its packages, and which needs the market has moved under."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max, OuterRef, QuerySet, Subquery

from demand.choices import MATCHED
from demand.models import Need
from matchmaker.accounts.models import Organisation
from matchmaker.matching.choices import UNFINISHED, RunStatus, Trigger
from matchmaker.matching.facts import taxonomy_version
from matchmaker.matching.models import MatchRun, NeedCapability, Package, PackageItem
from suppliers.models import Offer


def runs_of(need: Need) -> QuerySet[MatchRun]:
    """Newest first, without the stored case."""
    return MatchRun.objects.filter(need=need).defer("case").order_by("-created_at", "-pk")


def latest_done(need: Need) -> MatchRun | None:
    return runs_of(need).filter(status=RunStatus.DONE).select_related("ranker").first()


def packages_of(organisation: Organisation) -> QuerySet[Package]:
    """Packages of the organisation's own needs."""
    rows = Package.objects.filter(run__need__firm__organisation=organisation)
    return rows.select_related("run__need__firm", "run__ranker", "lead__organisation").defer("run__case")


def people_waiting(*, but: int) -> list[int]:
    """Ids of queued runs that a person asked for, oldest first, without the run ``but``."""
    rows = MatchRun.objects.filter(status=RunStatus.QUEUED, trigger=Trigger.ASKED).exclude(pk=but)
    return list(rows.order_by("created_at").values_list("pk", flat=True))


def needs_in_play() -> QuerySet[Need]:
    """Open needs without an unfinished run, with ``cut``, ``run_version`` and ``run_taxonomy`` of the last done one."""
    done = MatchRun.objects.filter(need=OuterRef("pk"), status=RunStatus.DONE).order_by("-created_at", "-pk")
    unfinished = MatchRun.objects.filter(status__in=UNFINISHED).values("need")
    return (
        Need.objects.filter(status__in=MATCHED)
        .exclude(pk__in=unfinished)
        .annotate(
            cut=Subquery(done.values("data_cut")[:1]),
            run_version=Subquery(done.values("need_version")[:1]),
            run_taxonomy=Subquery(done.values("taxonomy_version")[:1]),
        )
        .order_by("pk")
    )


def stale_needs() -> list[Need]:
    """Needs whose last answer a newer offer, supplier, taxonomy or version of the need may change.

    Goes from changes to needs: the capabilities of offers and suppliers changed since the oldest answer, then, by the
    inverted index, the needs that asked for one of them and were answered before it changed. A need that was never
    answered is not stale; its first run is asked for by its owner.
    """
    needs = [need for need in needs_in_play() if need.cut is not None]
    if not needs:
        return []
    since = min(need.cut for need in needs)
    changed = changed_capabilities(since)
    touched: dict[int, datetime] = {}
    for need, code in NeedCapability.objects.filter(capability__in=changed).values_list("need_id", "capability_id"):
        touched[need] = max(changed[code], touched.get(need, changed[code]))
    for need, at in moved_members([need.pk for need in needs], since):
        touched[need] = max(at, touched.get(need, at))
    version = taxonomy_version()
    return [
        need
        for need in needs
        if (need.pk in touched and touched[need.pk] > need.cut)
        or need.run_taxonomy != version
        or need.run_version != need.version
    ]


def changed_capabilities(since: datetime) -> dict[str, datetime]:
    """Capability -> when an offer of it, or its supplier, last changed; only those changed after ``since``."""
    found: dict[str, datetime] = {}
    for moved in ("changed_at", "supplier__changed_at"):
        rows = Offer.objects.filter(**{f"{moved}__gt": since}).order_by()
        for field in ("capability_id", "includes"):
            for code, at in rows.values_list(field).annotate(Max(moved)):
                if code is not None:
                    found[code] = max(at, found.get(code, at))
    return found


def moved_members(needs: list[int], since: datetime) -> list[tuple[int, datetime]]:
    """(need, when) of offers in packages shown that changed after ``since``, whatever they offer by now."""
    rows = PackageItem.objects.filter(offer__changed_at__gt=since, package__run__need__in=needs).order_by()
    return list(rows.values_list("package__run__need").annotate(Max("offer__changed_at")))


def nightly_needs(*, since: datetime, after: int) -> QuerySet[Need]:
    """Open needs beyond ``after`` by key that were answered before and have no run begun at or after ``since``."""
    fresh = MatchRun.objects.filter(created_at__gte=since).values("need")
    return needs_in_play().filter(pk__gt=after, cut__isnull=False).exclude(pk__in=fresh)
