"""Keeping the markets that answers rest on, and reading an answer's case back from them."""

from __future__ import annotations

import gzip
import json
from collections import OrderedDict
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from matchmaker.engine.blocks import Blocks, joined
from matchmaker.engine.cases import canonical, from_case, from_head, slice_market, whole_case
from matchmaker.engine.ranking import AdditiveRanker
from matchmaker.engine.results import MatchParams
from matchmaker.engine.retrieval import MarketIndex, index_market
from matchmaker.engine.types import Market, Need
from matchmaker.matching.models import MarketBlock, MarketState, MatchRun

# What nobody rests on goes after a day; who rests on a state anew says so once an hour.
UNUSED_KEPT = timedelta(days=1)
SAID_EVERY = timedelta(hours=1)
HELD = 2
_laid: list[Blocks] = []
_read: OrderedDict[str, MarketIndex] = OrderedDict()


def state_keep(market: Market) -> str:
    """The digest of the stored state of this market; what is not there yet of it is written, in one transaction."""
    if not _laid or _laid[0].market is not market:
        _laid[:] = [Blocks(market)]
    laid, now = _laid[0], timezone.now()
    rows = MarketState.objects.filter(pk=laid.digest)
    if not rows.filter(kept_at__gt=now - SAID_EVERY).exists() and not rows.update(kept_at=now):
        _write(laid)
    return laid.digest


@transaction.atomic
def _write(laid: Blocks) -> None:
    MarketBlock.objects.filter(pk__in=laid.digests).update(kept_at=timezone.now())  # none of them is tidied away now
    there = set(MarketBlock.objects.filter(pk__in=laid.digests).values_list("pk", flat=True))
    fresh = {name: at for at, name in enumerate(laid.digests) if name not in there}
    MarketBlock.objects.bulk_create(
        (MarketBlock(digest=name, data=laid.packed(at)) for name, at in sorted(fresh.items())), ignore_conflicts=True
    )
    state = MarketState(digest=laid.digest, version=laid.market.version, blocks=laid.digests)
    MarketState.objects.bulk_create([state], ignore_conflicts=True)


@transaction.atomic
def states_tidy() -> tuple[int, int]:
    """Delete states that no run rests on, and blocks that are in no state; how many of each."""
    old = timezone.now() - UNUSED_KEPT
    states = MarketState.objects.filter(runs__isnull=True, kept_at__lt=old).delete()[0]
    used = {name for names in MarketState.objects.values_list("blocks", flat=True) for name in names}
    idle = set(MarketBlock.objects.filter(kept_at__lt=old).values_list("pk", flat=True)) - used
    return states, MarketBlock.objects.filter(pk__in=idle, kept_at__lt=old).delete()[0]


def state_market(state: MarketState) -> MarketIndex:
    """The market of a stored state; the latest few are held."""
    if _laid and _laid[0].digest == state.pk:
        return index_market(_laid[0].market)
    index = _read.pop(state.pk, None)
    if index is None:
        data = dict(MarketBlock.objects.filter(pk__in=state.blocks).values_list("pk", "data"))
        index = MarketIndex(joined(state.version, [bytes(data[name]) for name in state.blocks]))
    _read[state.pk] = index
    while len(_read) > HELD:
        _read.popitem(last=False)
    return index


def case_text(run: MatchRun) -> str:
    """The run's whole case, as ``python -m matchmaker.engine`` reads it."""
    plain = _plain(run)
    if run.market_state is None:  # from when each run carried its own slice
        return canonical(plain)
    return canonical(whole_case(from_head(plain)[0], state_market(run.market_state), plain))


def case_opened(run: MatchRun) -> tuple[Need, Market, AdditiveRanker, MatchParams]:
    """The run's need, what it can see of its market, curves and parameters.

    Raises CaseInvalid or RankerMismatch for what an older engine wrote.
    """
    plain = _plain(run)
    if run.market_state is None:
        return from_case(plain)
    need, ranker, params = from_head(plain)
    return need, slice_market(need, state_market(run.market_state)), ranker, params


def _plain(run: MatchRun) -> Any:
    return json.loads(gzip.decompress(bytes(run.case or b"")))
