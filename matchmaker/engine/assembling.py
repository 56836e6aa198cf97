"""From ranked offers to the problem that packaging solves, and back from its rows to ids, numbers and reasons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matchmaker.engine.explaining import coverage_reasons, rotation_reason, team_reasons
from matchmaker.engine.exposure import package_points
from matchmaker.engine.features import NAMES, Candidates
from matchmaker.engine.packaging import Prepared
from matchmaker.engine.ranking import AdditiveRanker
from matchmaker.engine.results import MatchParams, PackageCard, Reason, StandbyOffer
from matchmaker.engine.retrieval import MarketIndex
from matchmaker.engine.rules import INTEGRATION, is_conditional, lead_must_integrate, requirements
from matchmaker.engine.shortlist import Shortlist, far_hops, near_misses, owed
from matchmaker.engine.types import Bools, Floats, Ints, Package, PackageProblem

OVERLAP_DISCOUNT = 0.15


@dataclass(frozen=True)
class Assembled:
    """The problem and where its rows come from: ``offers`` (O,) and ``suppliers`` (S,) are rows of the market."""

    listed: Shortlist
    index: MarketIndex
    ranker: AdditiveRanker
    params: MatchParams
    problem: PackageProblem
    offers: Ints
    suppliers: Ints
    pinned_without_offer: tuple[int, ...]

    @property
    def nearness(self) -> Floats:
        """(S,) larger is nearer to the plant."""
        return -self.listed.view.by_supplier["distance"][self.suppliers]

    @property
    def upgrade(self) -> Floats:
        """(O,) open standards spoken: what can be joined to later."""
        spoken = self.index.market.speaks[self.offers] & self.index.taxonomy.joins
        return np.count_nonzero(spoken, axis=1).astype(np.float64)


def assemble(listed: Shortlist, index: MarketIndex, ranker: AdditiveRanker, params: MatchParams) -> Assembled:
    """All candidates and near misses of a need as one PackageProblem."""
    market = index.market
    extra = near_misses(listed, index, params)
    by_slot = [np.concatenate([found.rows, rows]) for found, rows in zip(listed.found, extra, strict=True)]
    offers = np.unique(np.concatenate(by_slot))
    suppliers, owner = np.unique(market.offer_supplier[offers], return_inverse=True)
    fit = _fit(listed, extra, offers, ranker)
    late = _late_weeks(listed, index, offers)
    far = far_hops(offers, listed.need, index)
    usable = owner[(late <= 0) & (far <= 0)]
    pinned = np.isin(market.supplier_id[suppliers], listed.need.pinned) & np.isin(np.arange(len(suppliers)), usable)
    pairs, pair_points = _pairs(index, suppliers, params)
    budget = listed.need.budget_krw
    problem = PackageProblem(
        slot_must=np.array([slot.must for slot in listed.slots], dtype=bool),
        offer_supplier=owner,
        offer_price=market.price_typical[offers],
        offer_weeks=market.weeks[offers],
        fit=fit,
        needs=_needs(listed, index, offers, fit),
        late_weeks=late,
        far_hops=far,
        supplier_points=_supplier_points(listed, suppliers, params),
        lead_points=_lead_points(listed, index, offers, owner, suppliers, fit, params),
        speaks=_spoken(index, offers, owner, len(suppliers)),
        home=market.supplier_region[suppliers],
        pairs=pairs,
        pair_points=pair_points,
        pinned=pinned,
        budget=np.inf if budget is None else float(budget),
        price_reference=listed.view.reference,
        params=params.packaging,
        rotation_points=_rotation_points(index, suppliers, params),
    )
    lost = set(listed.need.pinned) - set(market.supplier_id[suppliers[pinned]].tolist())
    return Assembled(listed, index, ranker, params, problem, offers, suppliers, tuple(sorted(lost)))


def _fit(listed: Shortlist, extra: list[Ints], offers: Ints, ranker: AdditiveRanker) -> Floats:
    """(O, R) slot weight x score; a waiting slot counts weight x (score - 1), so that it never pays by itself."""
    fit = np.full((len(offers), len(listed.slots)), -np.inf)
    more = Candidates(np.concatenate(extra), np.repeat(np.arange(len(extra)), [len(rows) for rows in extra]))
    weight = np.array([slot.weight for slot in listed.slots])
    base = np.array([1.0 if is_conditional(slot) else 0.0 for slot in listed.slots])
    for pairs, scores in ((listed.pairs, listed.scores), (more, None)):
        if not len(pairs.rows):
            continue
        points = ranker.sum_curves(listed.view.matrix(pairs)) if scores is None else scores
        places = np.searchsorted(offers, pairs.rows)
        fit[places, pairs.slots] = weight[pairs.slots] * (points - base[pairs.slots])
    return fit


def _late_weeks(listed: Shortlist, index: MarketIndex, offers: Ints) -> Floats:
    deadline = listed.need.deadline_weeks
    if deadline is None:
        return np.zeros(len(offers))
    return np.maximum(index.market.weeks[offers] - deadline, 0.0)


def _needs(listed: Shortlist, index: MarketIndex, offers: Ints, fit: Floats) -> Bools:
    """(O, R) which slots have to be covered beside each offer."""
    needs = np.zeros(fit.shape, dtype=bool)
    for one in requirements(listed.slots, listed.need, index.taxonomy):
        bound = index.market.covers[offers, index.place[one.code]]
        if one.within is not None:
            bound = bound & np.isfinite(fit[:, list(one.within)]).any(axis=1)
        needs[:, one.slot] |= bound
    return needs


def _supplier_points(listed: Shortlist, suppliers: Ints, params: MatchParams) -> Floats:
    """(S,) full points for standing in the plant at once, none from ``onsite_limit`` hours on."""
    hours = listed.view.by_supplier["onsite"][suppliers]
    return params.onsite_points * np.maximum(0.0, 1.0 - hours / params.onsite_limit)


def _rotation_points(index: MarketIndex, suppliers: Ints, params: MatchParams) -> Floats | None:
    """(S,) the price of having been shown too much or too little; None where it is nobody's."""
    points = package_points(owed(index.market)[suppliers], params.exposure)
    return points if points.any() else None


def _lead_points(
    listed: Shortlist,
    index: MarketIndex,
    offers: Ints,
    owner: Ints,
    suppliers: Ints,
    fit: Floats,
    params: MatchParams,
) -> Floats:
    """(S,) who may lead: anybody, but only the able where more than two systems have to be joined.

    Whoever can deliver something that the firm itself asked for leads better than one who brings a side item.
    """
    can_lead = index.market.can_lead[suppliers]
    joins = np.zeros(len(suppliers), dtype=bool)
    joins[owner[index.market.covers[offers, index.place[INTEGRATION]]]] = True
    asked = [at for at, slot in enumerate(listed.slots) if slot.origin == "asked"]
    core = np.zeros(len(suppliers), dtype=bool)
    core[owner[np.isfinite(fit[:, asked]).any(axis=1)]] = True
    points = params.lead_points * can_lead + params.lead_offer_points * joins + params.lead_asked_points * core
    return np.where(can_lead | joins, points, -np.inf) if lead_must_integrate(listed.slots) else points


def _spoken(index: MarketIndex, offers: Ints, owner: Ints, suppliers: int) -> Bools:
    """(S, P) standards to join systems by that a supplier's offers in this problem speak."""
    spoken = np.zeros((suppliers, index.market.speaks.shape[1]), dtype=bool)
    row, standard = np.nonzero(index.market.speaks[offers])
    spoken[owner[row], standard] = True
    return spoken & index.taxonomy.joins


def _pairs(index: MarketIndex, suppliers: Ints, params: MatchParams) -> tuple[Ints, Floats]:
    """(E, 2) problem rows of suppliers that delivered together, and their points."""
    joint = index.market.joint
    inside = np.isin(joint, suppliers).all(axis=1) if len(joint) else np.zeros(0, dtype=bool)
    rows = np.searchsorted(suppliers, joint[inside]).reshape(-1, 2)
    return rows, np.full(len(rows), params.packaging.joint_points)


def card_of(
    assembled: Assembled, prepared: Prepared | None, package: Package, label: str, also: tuple[str, ...] = ()
) -> PackageCard:
    """A package in ids. Without ``prepared`` (a partial or relaxed package) no standbys are looked for."""
    market, offers = assembled.index.market, assembled.offers
    used = offers[sorted({row for row in package.cover if row >= 0})]
    ids = market.supplier_id[assembled.suppliers[list(package.members)]].tolist()
    bare = PackageCard(
        label=label,
        also=also,
        members=tuple(ids),
        lead=int(market.supplier_id[assembled.suppliers[package.lead]]),
        cover=tuple(int(market.offer_id[offers[row]]) if row >= 0 else None for row in package.cover),
        value=package.value,
        terms=dict(package.terms),
        contributions=_contributions(assembled, package),
        price_low=float(market.price_low[used].sum()),
        price_typical=package.price,
        price_high=float(market.price_high[used].sum()),
        overlap_discount=OVERLAP_DISCOUNT if len(used) > 1 else 0.0,
        weeks=package.weeks,
        standbys=() if prepared is None else _standbys(assembled, prepared, package),
        reasons=(),
    )
    return _with_reasons(assembled, package, bare, ids)


def _contributions(assembled: Assembled, package: Package) -> dict[str, float]:
    """The value taken apart: fit by feature, what waiting slots cost, then every other term as it is."""
    listed = assembled.listed
    slots = np.flatnonzero(np.asarray(package.cover) >= 0)
    rows = assembled.offers[np.asarray(package.cover)[slots]]
    parts = assembled.ranker.curve_parts(listed.view.matrix(Candidates(rows, slots)))
    weight = np.array([listed.slots[slot].weight for slot in slots])
    by_feature = weight @ parts
    waiting = sum(listed.slots[slot].weight for slot in slots if is_conditional(listed.slots[slot]))
    split = {f"feature.{name}": float(points) for name, points in zip(NAMES, by_feature, strict=True)}
    split["waiting"] = 0.0 - float(waiting)
    return split | {name: value for name, value in package.terms.items() if name != "fit"}


def _standbys(assembled: Assembled, prepared: Prepared, package: Package) -> tuple[tuple[StandbyOffer, ...], ...]:
    market = assembled.index.market
    found = prepared.standbys(package, assembled.params.standbys)
    return tuple(
        tuple(
            StandbyOffer(
                offer=int(market.offer_id[assembled.offers[one.offer]]),
                supplier=int(market.supplier_id[assembled.suppliers[one.supplier]]),
                price=one.price,
                value=one.value,
            )
            for one in slot
        )
        for slot in found
    )


def _with_reasons(assembled: Assembled, package: Package, card: PackageCard, ids: list[int]) -> PackageCard:
    taxonomy, need = assembled.index.taxonomy, assembled.listed.need
    reasons = coverage_reasons(need, assembled.listed.slots, card)
    reasons += team_reasons(
        assembled.problem, package.members, ids, taxonomy.standards, taxonomy.regions, package.terms
    )
    hours = assembled.listed.view.by_supplier["onsite"][assembled.suppliers[list(package.members)]]
    if hours.min() < assembled.params.onsite_limit:
        first = int(np.argmin(hours))
        reasons.append(Reason("onsite_within", {"hours": float(hours[first]), "supplier": ids[first]}))
    if package.terms["lead"] > 0:
        reasons.append(Reason("lead_integrates", {"supplier": card.lead}))
    reasons += rotation_reason(package.terms.get("rotation", 0.0), "members_")
    return PackageCard(**{**card.__dict__, "reasons": tuple(reasons)})
