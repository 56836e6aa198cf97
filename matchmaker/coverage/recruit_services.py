"""What is done about gaps: tried on the engine first, then firms are asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from demand.engine_need import engine_need
from matchmaker.accounts.models import User
from matchmaker.coverage.choices import ApproachKind
from matchmaker.coverage.models import Approach
from matchmaker.coverage.radar import radar_targets
from matchmaker.coverage.selectors import unmet_needs
from matchmaker.engine.matching import Matching
from matchmaker.engine.ranking import from_json
from matchmaker.engine.recruiting import with_recruits
from matchmaker.engine.results import MatchParams
from matchmaker.engine.retrieval import MarketIndex
from matchmaker.matching.exposing import strength_in_force
from matchmaker.matching.market import market_snapshot
from matchmaker.matching.ranker_services import ranker_active
from matchmaker.notifications.choices import MessageKind
from matchmaker.notifications.services import message_send
from matchmaker.reference.models import Capability, Region
from suppliers.models import RegisterEntry, Supplier

MOST_TRIED = 400
Tell = Callable[[int, int], None]


def recruits_try(picks: Iterable[tuple[str, str]], tell: Tell = lambda done, total: None) -> dict[str, Any]:
    """How many of the needs without a whole package would get one, with these suppliers there. Nothing is written.

    The engine answers each need as it would a run. The newest ``MOST_TRIED`` needs at most, and how many were left.
    """
    market = market_snapshot()
    codes = {code: at for at, code in enumerate(market.taxonomy.capabilities)}
    seats = {code: at for at, code in enumerate(market.taxonomy.regions)}
    chosen = [(codes[code], seats[seat]) for code, seat in picks if code in codes and seat in seats]
    index = MarketIndex(with_recruits(market, chosen))
    ranker, params = from_json(ranker_active().curves), MatchParams(exposure=strength_in_force())
    needs = list(unmet_needs()[: MOST_TRIED + 1])
    left = unmet_needs().count() - MOST_TRIED if len(needs) > MOST_TRIED else 0
    needs, complete = needs[:MOST_TRIED], []
    for done, need in enumerate(needs):
        tell(done, len(needs))
        if Matching(engine_need(need), index, ranker, params).solution().best is not None:
            complete.append(need.pk)
    return {"tried": len(needs), "left": left, "complete": len(complete), "needs": complete}


@transaction.atomic
def supplier_ask_to_extend(*, supplier: Supplier, capability: Capability, region: Region, actor: User) -> bool:
    """Ask a supplier of the capability whether it would come that far; once a month. False: it was asked already."""
    if not _approach(ApproachKind.EXTEND, capability, region, actor, supplier=supplier):
        return False
    message_send(
        kind=MessageKind.GAP_EXTEND,
        organisation=supplier.organisation,
        payload={"what": _names(capability), "where": _names(region)},
        url=reverse("suppliers:offers"),
        dedupe_key=f"gap_extend:{capability.pk}:{region.pk}:{supplier.pk}:{_month()}",
    )
    return True


@transaction.atomic
def entry_ask_to_join(*, entry: RegisterEntry, capability: Capability, region: Region, actor: User) -> bool:
    """Note that a firm of the register was written to; the register holds no address to send anything to."""
    return _approach(ApproachKind.JOIN, capability, region, actor, entry=entry)


def _approach(kind: str, capability: Capability, region: Region, actor: User, **whom: Any) -> bool:
    given = {"capability": capability, "region": region, "month": _month(), **whom}
    return Approach.objects.get_or_create(**given, defaults={"kind": kind, "actor": actor})[1]


def _month() -> str:
    return f"{timezone.localdate():%Y-%m}"


def _names(row: Capability | Region) -> dict[str, str]:
    return {"ko": row.name_ko, "en": row.name_en}


@transaction.atomic
def radar_send() -> int:
    """Tell suppliers with room of squares that lack answers in what they sell; once a month. How many were told."""
    targets = radar_targets()
    firms = Supplier.objects.select_related("organisation").in_bulk(list(targets))
    told = 0
    for pk, cells in targets.items():
        if pk in firms:
            what = list({cell.capability_id: _names(cell.capability) for cell in cells}.values())
            told += bool(
                message_send(
                    kind=MessageKind.DEMAND_RADAR,
                    organisation=firms[pk].organisation,
                    payload={"what": what[:5], "count": len(cells)},
                    url=reverse("radar"),
                    dedupe_key=f"demand_radar:{pk}:{_month()}",
                )
            )
    return told
