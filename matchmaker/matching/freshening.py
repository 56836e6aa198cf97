"""From a change of the market to the needs it can matter to: the watch that runs every second.

Nothing is ranked anew but the needs whose best offers a changed offer enters, holds or leaves. The columns of all open
needs are kept in the process; the shortlists are read from their rows, so any worker may do the next round.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db.models import F, Q
from django.utils import timezone

from demand.choices import MATCHED
from demand.engine_need import engine_needs
from demand.models import Need
from matchmaker.engine.crowd import Crowd, joined, part
from matchmaker.engine.freshness import Watch, again, touched_by, watching
from matchmaker.engine.types import Ints
from matchmaker.matching.choices import Trigger
from matchmaker.matching.facts import keep, last_held, taxonomy
from matchmaker.matching.market import OVERLAP, market_version, offers_changed
from matchmaker.matching.models import PackageItem, Shortlist, Watermark
from matchmaker.matching.shortlists import (
    Basis,
    Ranked,
    asked_by,
    basis_now,
    open_needs,
    shortlists_check,
    shortlists_write,
    told_apart,
)

# The longest a round may take before another worker begins one.
ROUND = timedelta(seconds=60)
# Twice a minute a round says that nothing moved up to now, since a page tells it.
SEEN_EVERY = timedelta(seconds=30)
# Above this many changed offers all needs are ranked anew, which is quicker than asking for each of them.
FEW = 64
Key = tuple[Any, ...]


@dataclass(frozen=True)
class Board:
    """All open needs with a shortlist: ``keys`` name what each row of the crowd was built from."""

    keys: tuple[Key, ...]
    crowd: Crowd


def market_moved() -> bool:
    """Whether a round has something to do: the market is another than at the last one, or that was a while ago."""
    mark = Watermark.objects.first()
    if mark is None or abs(timezone.now() - mark.at) >= SEEN_EVERY:
        return True
    return mark.market_version != market_version(taxonomy())


def shortlists_freshen() -> list[int]:
    """Keys of needs whose shortlist the market moved since the last round; [] while another worker is at it."""
    version = market_version(taxonomy())
    mark = _mark(version)
    if mark.market_version == version:
        _seen(mark, version, timezone.now())
        return []
    now = timezone.now()
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now) | Q(lease_until__gt=now + ROUND)
    if not Watermark.objects.filter(free, pk=mark.pk).update(lease_until=now + ROUND):
        return []
    try:
        basis = basis_now()
        moved = _moved(basis, mark.at)
        Watermark.objects.filter(pk=mark.pk).update(market_version=basis.index.market.version, at=basis.cut)
    finally:
        Watermark.objects.filter(pk=mark.pk).update(lease_until=None)
    return moved


def _mark(version: str) -> Watermark:
    """The watermark; the first one begins at the market of now, since the night looks at everything anyway."""
    row = Watermark.objects.first()
    return (
        row
        or Watermark.objects.get_or_create(
            pk=Watermark.KEY, defaults={"market_version": version, "at": timezone.now()}
        )[0]
    )


def _seen(mark: Watermark, version: str, now: datetime) -> None:
    """Nothing moved up to now. A clock that was ahead is set right."""
    if abs(now - mark.at) >= SEEN_EVERY:
        Watermark.objects.filter(pk=mark.pk, market_version=version).update(at=now)


def _moved(basis: Basis, since: datetime) -> list[int]:
    since = min(since, basis.cut) - OVERLAP
    changed = offers_changed(since, most=FEW)
    if changed is None:
        found = shortlists_check(needs=open_needs().filter(shortlist__isnull=False), trigger=Trigger.STALE, basis=basis)
        return found.changed
    if not changed:
        return []
    board, watched, foreign = _watched(basis)
    slots = _slots_touched(watched, basis, changed, foreign)
    versions = {need.id: key[1] for need, key in zip(board.crowd.needs, board.keys, strict=True)}
    moved: list[int] = []
    if len(slots):
        few = _again(watched, slots, basis)
        moved = shortlists_write(found=few, versions=versions, trigger=Trigger.STALE, cut=basis.cut)
    return sorted({*moved, *_members_moved(board, watched, changed)})


def _again(watched: Watch, slots: Ints, basis: Basis) -> Ranked:
    """The needs of these slots with their shortlists; the slots that nothing touched keep what they hold."""
    rows = np.unique(watched.owner[slots])
    kept = np.flatnonzero(np.isin(watched.owner, rows))
    few = part(watched, rows)
    held = watching(few, basis.index.taxonomy, watched.kth[kept], watched.top[kept])
    return told_apart(few, again(held, np.searchsorted(kept, slots), basis.index, basis.curves), basis)


def _slots_touched(watched: Watch, basis: Basis, changed: list[int], foreign: Ints) -> Ints:
    """The slots that a changed offer enters, or that list it now, whether it still stands or not.

    All slots of a need whose shortlist is of another version, and of a touched one in ``foreign``: what another ranker
    found does not mix.
    """
    market = basis.index.market
    at = np.searchsorted(market.offer_id, changed)
    stands = (at < len(market.offer_id)) & np.isin(changed, market.offer_id)
    entered = [touched_by(watched, market, int(row), basis.curves).slots for row in at[stands]]
    listed = np.flatnonzero(np.isin(watched.top, changed).any(axis=1))
    unknown = np.flatnonzero((watched.top == UNKNOWN).all(axis=1))
    slots = np.unique(np.concatenate([*entered, listed, unknown]).astype(np.int64))
    whole = np.isin(watched.owner, np.intersect1d(watched.owner[slots], foreign))
    return np.union1d(slots, np.flatnonzero(whole))


def _members_moved(board: Board, watched: Watch, changed: list[int]) -> list[int]:
    """Needs with one of the offers in a package but in no shortlist, if it changed after they were answered.

    A full run is owed to them, since their shortlists say nothing of it.
    """
    answer = F("package__run__need__shortlist__answered_at")
    rows = PackageItem.objects.filter(offer__in=changed, package__run__need__status__in=MATCHED)
    rows = rows.filter(package__run__data_cut=answer, offer__changed_at__gt=answer).order_by()
    pairs = set(rows.values_list("package__run__need", "offer"))
    place = {need.id: row for row, need in enumerate(board.crowd.needs)}
    listed = {key: set(watched.top[watched.owner == place[key]].ravel().tolist()) for key, _ in pairs if key in place}
    keys = sorted({key for key, offer in pairs if offer not in listed.get(key, ())})
    Shortlist.objects.filter(pk__in=keys, owed="").update(owed=Trigger.STALE, changed_at=timezone.now())
    return keys


UNKNOWN = -2  # no offer: in the place of a shortlist whose slots are not those of the need as it is now


def _watched(basis: Basis) -> tuple[Board, Watch, Ints]:
    """The open needs, what each holds, and the rows of those whose shortlist was found on another ground."""
    facts = basis.index.taxonomy
    rows = list(
        Shortlist.objects.filter(need__status__in=MATCHED, need_version=F("need__version"))
        .order_by("pk")
        .values_list("pk", "need_version", *FIRM, "ground", "slots", "offers", "kth")
    )
    board = _board(tuple(row[: 2 + len(FIRM)] for row in rows), basis)
    told = {row[0]: row[-4:] for row in rows}
    counts = np.bincount(board.crowd.owner, minlength=len(board.crowd.needs))
    tops, kths, foreign = [], [], []
    for need, count in zip(board.crowd.needs, counts.tolist(), strict=True):
        ground, slots, offers, kth = told[need.id]
        foreign.append(ground != basis.named)
        if slots == count and len(offers) == 8 * count * Shortlist.PLACES:
            tops.append(np.frombuffer(bytes(offers), dtype="<i8"))
            kths.append(np.frombuffer(bytes(kth), dtype="<f8"))
        else:
            tops.append(np.full(count * Shortlist.PLACES, UNKNOWN))
            kths.append(np.full(count, np.inf))
    top = (
        np.concatenate(tops).reshape(-1, Shortlist.PLACES) if tops else np.zeros((0, Shortlist.PLACES), dtype=np.int64)
    )
    kth = np.concatenate(kths) if kths else np.zeros(0)
    watched = watching(board.crowd, facts, kth.astype(np.float64), top.astype(np.int64))
    return board, watched, np.flatnonzero(foreign)


# A firm's profile fills what its need leaves open, and has no version of its own.
FIRM = ("need__firm__region", "need__firm__industry", "need__firm__employees")


def _board(keys: tuple[Key, ...], basis: Basis) -> Board:
    """The crowd of these needs: what the process has kept of them, and the others read from their rows."""
    version = basis.index.taxonomy.version
    before: tuple[str, Board] | None = last_held("board")
    if before is not None and before[0] == version:
        kept = before[1]
        place = {key: row for row, key in enumerate(kept.keys)}
        missing = [key for key in keys if key not in place]
        if not missing and keys == kept.keys:
            return kept
        rows = np.array([place[key] for key in keys if key in place], dtype=np.int64)
        board = Board(tuple(kept.keys[row] for row in rows), part(kept.crowd, rows))
    else:
        board, missing = Board((), asked_by([], basis.index)), list(keys)
    if missing:
        asked = {key[0]: key for key in missing}
        fresh = asked_by(engine_needs(Need.objects.filter(pk__in=asked).order_by("pk")), basis.index)
        board = Board((*board.keys, *(asked[need.id] for need in fresh.needs)), joined(board.crowd, fresh))
    keep("board", (version, board))
    return board
