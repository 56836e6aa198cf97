"""Shortlists of many needs at once: ranked on one snapshot, held against the rows, only what differs is written."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from demand.choices import MATCHED
from demand.engine_need import engine_needs
from demand.models import Need
from matchmaker.engine import types
from matchmaker.engine.bulk import Tops, rank_all
from matchmaker.engine.crowd import Crowd, crowd
from matchmaker.engine.errors import UnknownCode
from matchmaker.engine.freshness import tops_of
from matchmaker.engine.matching import ENGINE_VERSION, Matching
from matchmaker.engine.ranking import AdditiveRanker, from_json
from matchmaker.engine.retrieval import MarketIndex, index_market
from matchmaker.engine.rules import slots_for
from matchmaker.engine.shortlist import check_codes
from matchmaker.engine.types import Ints
from matchmaker.matching.choices import UNFINISHED, Trigger
from matchmaker.matching.exposing import strength_in_force
from matchmaker.matching.market import market_snapshot
from matchmaker.matching.models import RankerVersion, Shortlist
from matchmaker.matching.ranker_services import ranker_active
from matchmaker.matching.storing import rows_put

# A full answer is given anew after so many days even if its shortlist stands: a package may gain from an offer that
# is in no slot's best.
ANSWER_STANDS = timedelta(days=7)
Spent = dict[str, float]


@dataclass(frozen=True)
class Basis:
    """What rankings rest on: a market with its index, curves, the strength of fair exposure, and a line that names
    the rest.
    """

    index: MarketIndex
    ranker: RankerVersion
    curves: AdditiveRanker
    exposure: float
    named: str
    cut: datetime


@dataclass(frozen=True)
class Ranked:
    """Shortlists as ranked just now, one a need of the crowd: ``digests`` run along ``crowd.needs``."""

    crowd: Crowd
    tops: Tops
    digests: list[str]
    ground: str
    spent: Spent = field(default_factory=dict)


@dataclass(frozen=True)
class Checked:
    """How many needs were looked at, and the keys of those whose shortlist is another one."""

    needs: int
    changed: list[int]
    spent: Spent


def basis_now() -> Basis:
    cut = timezone.now()
    market, ranker, exposure = market_snapshot(), ranker_active(), strength_in_force()
    named = f"{ENGINE_VERSION}:{market.taxonomy.version}:{ranker.pk}:{exposure}"
    return Basis(index_market(market), ranker, from_json(ranker.curves), exposure, named, cut)


def asked_by(needs: list[types.Need], index: MarketIndex) -> Crowd:
    """The needs as columns, without those that speak of what the taxonomy does not know: their own run says so."""
    known, slots = [], []
    for need in needs:
        try:
            check_codes(need, index)
            slots.append(slots_for(need, index.taxonomy))
        except UnknownCode:
            continue
        known.append(need)
    return crowd(tuple(known), index.taxonomy, slots)


def ranked(asked: Crowd, basis: Basis, spent: Spent | None = None) -> Ranked:
    spent = {} if spent is None else spent
    tops = rank_all(asked, basis.index, basis.curves, Shortlist.PLACES, spent=spent)
    return told_apart(asked, tops, basis, spent)


def told_apart(asked: Crowd, tops: Tops, basis: Basis, spent: Spent | None = None) -> Ranked:
    return Ranked(asked, tops, digests(asked, tops, basis), basis.named, spent or {})


def digests(asked: Crowd, tops: Tops, basis: Basis) -> list[str]:
    """One name a need for what stands in its shortlist: which offers in which order at what price and time."""
    market = basis.index.market
    at = np.clip(np.searchsorted(market.offer_id, tops.ids), 0, max(len(market.offer_id) - 1, 0))
    columns = (market.price_low, market.price_typical, market.price_high, market.weeks)
    empty = tops.ids < 0
    facts = [np.where(empty, 0.0, column[at]) if len(column) else np.zeros(at.shape) for column in columns]
    told = np.stack([tops.ids.astype(np.float64), *facts], axis=2)
    ends = np.searchsorted(asked.owner, np.arange(len(asked.needs) + 1))
    codes = np.packbits(asked.codes, axis=1)
    return [
        hashlib.blake2b(
            basis.named.encode()
            + codes[ends[row] : ends[row + 1]].tobytes()
            + told[ends[row] : ends[row + 1]].tobytes(),
            digest_size=12,
        ).hexdigest()
        for row in range(len(asked.needs))
    ]


def shortlists_check(
    *, needs: QuerySet[Need], trigger: str, basis: Basis | None = None, spent: Spent | None = None
) -> Checked:
    """Rank ``needs`` and write the shortlists that differ; a full run is owed to those that were answered before.

    The ranking happens outside any transaction, the writing in one.
    """
    spent = {} if spent is None else spent
    lap = _laps(spent)
    basis = basis or basis_now()
    needs = needs.order_by("pk")
    versions = dict(needs.values_list("pk", "version"))
    asked = asked_by(engine_needs(needs), basis.index)
    lap("load")
    found = ranked(asked, basis, spent)
    lap("")
    changed = shortlists_write(found=found, versions=versions, trigger=trigger, cut=basis.cut)
    lap("write")
    return Checked(len(asked.needs), changed, spent)


def _laps(spent: Spent) -> Callable[[str], None]:
    last = [time.perf_counter()]

    def lap(name: str) -> None:
        now = time.perf_counter()
        if name:
            spent[name] = spent.get(name, 0.0) + now - last[0]
        last[0] = now

    return lap


@transaction.atomic
def shortlists_write(*, found: Ranked, versions: dict[int, int], trigger: str, cut: datetime) -> list[int]:
    """Keys of the needs whose shortlist is another one than before. What stands as it stood is dated, not written."""
    keys = [need.id for need in found.crowd.needs]
    held = {row.pk: row for row in Shortlist.objects.filter(pk__in=keys).defer("offers", "kth")}
    moved = [row for row, key in enumerate(keys) if key not in held or held[key].digest != found.digests[row]]
    ends = np.searchsorted(found.crowd.owner, np.arange(len(keys) + 1))
    rows_put([_row(found, row, ends, versions, held.get(keys[row]), trigger, cut) for row in moved])
    same = Shortlist.objects.filter(pk__in=keys).exclude(pk__in=[keys[row] for row in moved])
    same.update(checked_at=cut)
    if trigger == Trigger.NIGHTLY:
        due = Q(answered_at__lt=cut - ANSWER_STANDS) | ~Q(answered=F("digest"))  # or its run was given up
        due &= ~Q(answered="") & Q(owed="")
        same.filter(due).exclude(need__runs__status__in=UNFINISHED).update(owed=trigger, changed_at=cut)
    return [keys[row] for row in moved]


def _row(
    found: Ranked, row: int, ends: Ints, versions: dict[int, int], before: Shortlist | None, trigger: str, cut: datetime
) -> Shortlist:
    key, digest, own = found.crowd.needs[row].id, found.digests[row], slice(ends[row], ends[row + 1])
    answered = "" if before is None else before.answered
    owed = trigger if answered and answered != digest else ""
    if before is not None and owed and before.owed == Trigger.STALE:
        owed = before.owed  # a change that was seen by day stays more urgent than the night
    return Shortlist(
        need_id=key,
        need_version=versions[key],
        slots=int(ends[row + 1] - ends[row]),
        offers=found.tops.ids[own].astype("<i8").tobytes(),
        kth=found.tops.scores[own, -1].astype("<f8").tobytes(),
        digest=digest,
        ground=found.ground,
        answered=answered,
        answered_at=None if before is None else before.answered_at,
        owed=owed,
        changed_at=cut,
        checked_at=cut,
    )


def shortlist_of(matching: Matching, basis: Basis) -> Ranked:
    """One need's shortlist as its full answer listed it: what ``ranked`` would say, without another ranking."""
    asked = crowd((matching.need,), basis.index.taxonomy, [matching.listed.slots])
    return told_apart(asked, tops_of(matching.listed, basis.index, Shortlist.PLACES), basis)


def shortlists_answered(*, found: list[tuple[Ranked, int, datetime]]) -> None:
    """Full answers were given on these shortlists, for a version of the need, on ground read at a moment.

    What changed after that moment stays owed. Called inside a transaction.
    """
    found = [one for one in found if one[0].digests]
    keys = [ranked.crowd.needs[0].id for ranked, _, _ in found]
    rows = Shortlist.objects.filter(pk__in=keys).order_by("pk").select_for_update()
    held = {pk: rest for pk, *rest in rows.values_list("pk", "need_version", "changed_at", "digest")}
    fresh = []
    for key, (ranked, version, cut) in zip(keys, found, strict=True):
        digest = ranked.digests[0]
        before = held.get(key)
        if before is not None and before[0] == version and before[1] > cut and before[2] != digest:
            Shortlist.objects.filter(pk=key).update(answered=digest, answered_at=cut)
            continue
        row = _row(ranked, 0, np.array([0, len(ranked.crowd.owner)]), {key: version}, None, "", cut)
        row.answered, row.answered_at = digest, cut
        fresh.append(row)
    rows_put(fresh)


def open_needs() -> QuerySet[Need]:
    return Need.objects.filter(status__in=MATCHED)
