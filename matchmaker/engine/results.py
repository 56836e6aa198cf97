"""What ``match`` hands back: plain values only, so that a run can be stored, shown and compared byte for byte."""

from __future__ import annotations

from dataclasses import dataclass, field

from matchmaker.engine.types import PackagingParams, Slot


@dataclass(frozen=True)
class MatchParams:
    """``top`` ranked offers a slot; ``shown_filtered`` filtered offers a slot that are listed (all are counted).

    ``near_misses``: offers a slot that are only too late, or only from too far, which are kept to say what would
    close a gap. ``onsite_points``: a member who stands in the plant at once; nothing from ``onsite_limit`` hours on.
    ``lead_points`` for a lead that may integrate, ``lead_offer_points`` for one that offers integration here,
    ``lead_asked_points`` for one that can deliver something the firm asked for. A further member costs 5 points: one
    more firm to deal with has to be worth it. ``exposure``: strength of fair exposure,
    0 (none) to 0.5.
    """

    top: int = 20
    shown_filtered: int = 30
    near_misses: int = 200
    cards: int = 5
    standbys: int = 3
    onsite_points: float = 1.0
    onsite_limit: float = 72.0
    lead_points: float = 1.0
    lead_offer_points: float = 0.5
    lead_asked_points: float = 2.0
    exposure: float = 0.0
    packaging: PackagingParams = field(default_factory=lambda: PackagingParams(member_cost=5.0))


@dataclass(frozen=True)
class Reason:
    """A fact with its numbers; the sentence is made outside the engine. Codes: ``explaining.REASONS``."""

    code: str
    values: dict[str, float | int | str]


@dataclass(frozen=True)
class RankedOffer:
    """One offer for one slot. ``score`` 0-1 is the sum of ``contributions`` (by ``features.FEATURES``) + ``rotation``.

    ``points`` is what it brings to a package: slot weight x the score without ``rotation``, which counts once a member.
    """

    rank: int
    offer: int
    supplier: int
    score: float
    points: float
    contributions: tuple[float, ...]
    values: tuple[float, ...]
    reasons: tuple[Reason, ...]
    rotation: float = 0.0


@dataclass(frozen=True)
class FilteredOffer:
    offer: int
    supplier: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Filtered:
    """``counts`` by reason (an offer may fail on several); ``shown``: those nearest to passing first."""

    total: int
    counts: dict[str, int]
    shown: tuple[FilteredOffer, ...]


@dataclass(frozen=True)
class SlotResult:
    """``candidates`` + ``filtered.total`` are all offers that cover the slot. ``waiting``: filled only if needed."""

    slot: Slot
    waiting: bool
    candidates: int
    ranked: tuple[RankedOffer, ...]
    filtered: Filtered


@dataclass(frozen=True)
class StandbyOffer:
    offer: int
    supplier: int
    price: float
    value: float


@dataclass(frozen=True)
class PackageCard:
    """A package with ids instead of rows. ``cover`` (R,) offer ids, None where a nice slot stays open.

    ``terms`` add up to ``value``; so do ``contributions`` (fit split by feature, then synergies and costs).
    ``price_low/typical/high`` are sums; members' work overlaps, so 0 to ``overlap_discount`` may come off.
    ``standbys`` (R,): who could step in for each slot, best first.
    """

    label: str
    also: tuple[str, ...]
    members: tuple[int, ...]
    lead: int
    cover: tuple[int | None, ...]
    value: float
    terms: dict[str, float]
    contributions: dict[str, float]
    price_low: float
    price_typical: float
    price_high: float
    overlap_discount: float
    weeks: float
    standbys: tuple[tuple[StandbyOffer, ...], ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class RelaxStep:
    """``kind``: budget (KRW more), deadline (weeks later), region (hops further), members (more), slot (left open),
    pinned (need not be in). ``slot`` and ``supplier`` name what the step is about, else None.
    """

    kind: str
    amount: float
    slot: int | None = None
    supplier: int | None = None


@dataclass(frozen=True)
class Relaxed:
    steps: tuple[RelaxStep, ...]
    package: PackageCard


@dataclass(frozen=True)
class Gap:
    """Why no package covers everything: the best partial one, what it leaves open, what clashes, what would help."""

    partial: PackageCard | None
    open_slots: tuple[int, ...]
    conflict: tuple[RelaxStep, ...]
    relaxations: tuple[Relaxed, ...]


@dataclass(frozen=True)
class MatchResult:
    """``status``: "optimal", "limit", "greedy", "infeasible", or "nothing_needed" when the firm owns all it asked.

    ``bound`` and ``gap`` certify the first package; ``complete`` that no package of its band is missing from the pool
    the cards were chosen from. ``notices`` say what was set aside, such as a pinned supplier with no offer that passes.
    """

    need: int
    status: str
    slots: tuple[SlotResult, ...]
    packages: tuple[PackageCard, ...]
    bound: float | None
    gap: float
    complete: bool
    infeasible: Gap | None
    notices: tuple[Reason, ...]
    versions: dict[str, str]
