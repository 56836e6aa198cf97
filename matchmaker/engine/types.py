"""What goes into the engine and what comes out: frozen dataclasses and arrays.

Shapes: R slots (requirements), O offers, S suppliers, C capabilities, G regions, P standards, F features.
Money is KRW, time is weeks, scores are points (the slot weights of one need add up to 100).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


# --- reading a need -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Span:
    """Where in the original text something was read: ``text[start:end]``."""

    start: int
    end: int


@dataclass(frozen=True)
class RequirementReading:
    """One thing the text speaks of. ``codes`` are alternatives: any one of them would do.

    ``strength``: "must", "nice", "owned" (the firm has it) or "unwanted".
    ``sure`` is False for a guess that the reader must confirm before it counts.
    ``rule`` names what fired (``alias``, ``typo``, ``phrase``, ``similar`` ...), for the explanation.
    """

    codes: tuple[str, ...]
    strength: str
    sure: bool
    words: str
    span: Span
    rule: str


@dataclass(frozen=True)
class AmountReading:
    """``kind``: "total", "own", "subsidy"; ``period``: "once", "month", "year". ``low`` is None for "at most".

    ``about`` says that the writer rounded (정도, 내외, around): a fifth more or less is still what was meant.
    """

    low: int | None
    high: int | None
    kind: str
    period: str
    words: str
    span: Span
    about: bool = False


@dataclass(frozen=True)
class ValueReading:
    """A single value read from the text: region code, weeks, KSIC division or head count, with its words."""

    value: str
    words: str
    span: Span
    sure: bool = True
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """Everything read from one text. ``flags`` are must-have marks such as "subsidy" or "turnkey"."""

    text: str
    language: str
    requirements: tuple[RequirementReading, ...]
    amounts: tuple[AmountReading, ...]
    region: ValueReading | None
    deadline_weeks: ValueReading | None
    industry: ValueReading | None
    employees: ValueReading | None
    flags: tuple[str, ...] = ()


# --- a need and a market --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Slot:
    """One thing a package has to cover. ``codes`` are alternatives.

    ``origin``: "asked" (the firm said so), "prerequisite", "rule" (training, integrator, security ...).
    ``because`` names the capability or rule that brought a slot nobody asked for.
    """

    codes: tuple[str, ...]
    must: bool
    weight: float
    origin: str = "asked"
    because: str = ""


@dataclass(frozen=True)
class Need:
    """What a firm asks for, confirmed. ``budget_krw`` is the most the whole package may cost; None: not said.

    ``excluded`` and ``pinned`` are supplier ids; ``owned`` are capability codes the firm already has, ``unwanted``
    those it said it does not want: they come in only where nothing else would do.
    """

    id: int
    text: str
    asked: tuple[Slot, ...]
    owned: tuple[str, ...] = ()
    region: str | None = None
    industry: str | None = None
    employees: int | None = None
    budget_krw: float | None = None
    deadline_weeks: float | None = None
    standards: tuple[str, ...] = ()
    excluded: tuple[int, ...] = ()
    pinned: tuple[int, ...] = ()
    unwanted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Taxonomy:
    """Facts on capabilities and places, in the order that all arrays use.

    ``hard_needs[code]`` is a tuple of groups; each group is a tuple of alternatives and all groups must be met.
    ``price_typical`` (C,) KRW; ``level`` (C,) maturity stage 0-4; ``system`` (C,) True for software systems (SOL-*).
    ``region_hops`` (G, G): 0 the same region, 1 adjacent, and so on; 9 where no road leads (Jeju).
    ``usual_standards[code]``: standards that offers of this capability normally speak; only these can be insisted on.
    ``certificates``: the ``standards`` that a firm keeps to but by which no system is joined to another.
    """

    capabilities: tuple[str, ...]
    regions: tuple[str, ...]
    standards: tuple[str, ...]
    hard_needs: dict[str, tuple[tuple[str, ...], ...]]
    price_typical: Floats
    level: Ints
    system: Bools
    region_hops: Ints
    texts: tuple[str, ...]
    version: str
    usual_standards: dict[str, tuple[str, ...]] = field(default_factory=dict)
    certificates: tuple[str, ...] = ()

    @property
    def joins(self) -> Bools:
        """(P,) True for the standards by which systems are joined."""
        return np.array([name not in self.certificates for name in self.standards], dtype=bool)


@dataclass(frozen=True)
class Market:
    """Published offers and their suppliers as columns. An offer covers one capability or a small bundle.

    Suppliers (S,): ``supplier_id``, ``supplier_region`` (index, the seat), ``open_capacity`` (projects that still fit
    this quarter), ``onsite_hours`` (promise at home; nan = none), ``evidence`` 0-3 (self, document, programme level,
    confirmed by a customer), ``reply_rate`` and ``outcome`` (shrunk towards the prior), ``projects_done``,
    ``can_lead`` (may integrate), ``served`` (S, G) bool.
    Offers (O,): ``offer_id``, ``offer_supplier`` (row), ``price_low/typical/high`` (KRW for the whole job),
    ``weeks``, ``speaks`` (O, P) bool, ``after_service`` (states warranty and response), ``covers`` (O, C) bool,
    ``offer_text``. Projects (J,): delivered work that votes: ``project_supplier``, ``project_covers`` (J, C),
    ``project_industry`` (KSIC division as int, -1 unknown), ``project_text``.
    ``joint`` (E, 2) rows of suppliers that delivered together, ``joint_count`` (E,).
    ``exposure_deficit`` (S,) -1 to 1, how much less a supplier was shown than its merit; None: not counted.
    """

    taxonomy: Taxonomy
    supplier_id: Ints
    supplier_region: Ints
    open_capacity: Ints
    onsite_hours: Floats
    evidence: Ints
    reply_rate: Floats
    outcome: Floats
    projects_done: Ints
    can_lead: Bools
    served: Bools
    offer_id: Ints
    offer_supplier: Ints
    price_low: Floats
    price_typical: Floats
    price_high: Floats
    weeks: Floats
    speaks: Bools
    after_service: Bools
    covers: Bools
    offer_text: tuple[str, ...]
    project_supplier: Ints
    project_covers: Bools
    project_industry: Ints
    project_text: tuple[str, ...]
    joint: Ints
    joint_count: Ints
    version: str = ""
    exposure_deficit: Floats | None = None


# --- packages -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PackagingParams:
    """Points of the objective; each is explained and priced in ``docs/matching.md``."""

    price_weight: float = 12.0
    member_cost: float = 2.0
    protocol_points: float = 0.7
    region_points: float = 0.5
    joint_points: float = 1.5
    max_members: int = 5
    node_limit: int = 20_000
    band: float = 0.03
    seed: int = 0


@dataclass(frozen=True)
class PackageProblem:
    """One need's slots against its candidate offers, ready to be solved.

    value(package) = sum fit[o, r] of the covering offers + lead_points[lead] + sum supplier_points[members]
      + sum rotation_points[members] (fair exposure; None: nobody has any)
      + protocol_points x members that speak the package's backbone standard (the best one)
      + region_points x members that sit in the package's home region (the best one)
      + sum pair_points of member pairs that delivered together
      - member_cost x members - price_weight x price / price_reference.

    Rules: every must slot is covered exactly once, every other slot at most once; an offer is paid once however many
    slots it covers; each member covers something; one member leads and its ``lead_points`` are finite; price
    <= budget; members <= max_members; an offer o is usable only if every slot r with needs[o, r] is covered.
    ``fit`` is (O, R), -inf where the offer cannot cover the slot. ``pinned`` (S,) members that must be in.
    ``late_weeks`` and ``far_hops`` (O,) are 0 for offers inside the deadline and region; others are not candidates
    and only serve to say which relaxation would close a gap.
    """

    slot_must: Bools
    offer_supplier: Ints
    offer_price: Floats
    offer_weeks: Floats
    fit: Floats
    needs: Bools
    late_weeks: Floats
    far_hops: Floats
    supplier_points: Floats
    lead_points: Floats
    speaks: Bools
    home: Ints
    pairs: Ints
    pair_points: Floats
    pinned: Bools
    budget: float
    price_reference: float
    params: PackagingParams = field(default_factory=PackagingParams)
    rotation_points: Floats | None = None

    @property
    def member_points(self) -> Floats:
        """(S,) all that a member brings by itself."""
        return self.supplier_points if self.rotation_points is None else self.supplier_points + self.rotation_points


@dataclass(frozen=True)
class Package:
    """A solved package. ``cover`` (R,) is the offer row that covers each slot, -1 where a nice slot stays open.

    ``terms`` are the named parts of ``value`` and add up to it exactly (within 1e-9).
    """

    cover: tuple[int, ...]
    members: tuple[int, ...]
    lead: int
    value: float
    price: float
    weeks: float
    terms: dict[str, float]


@dataclass(frozen=True)
class Solution:
    """``status``: "optimal", "limit" (best found, at most ``gap`` from the optimum), "greedy" or "infeasible"."""

    best: Package | None
    bound: float
    gap: float
    status: str
    nodes: int
