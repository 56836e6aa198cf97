"""What a supplier can do to rank higher, as a change of its own columns of the market and of nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from matchmaker.engine.errors import UnknownCode
from matchmaker.engine.types import Bools, Market, Taxonomy


@dataclass(frozen=True)
class Lever:
    """``kind`` with its ``code`` (a standard or a region) or its ``amount``.

    standard: spoken in every own offer for which it is usual · evidence: proof of at least this grade · onsite: a
    promise of at most so many hours, for all offers · region: served by the supplier · price, weeks: own offers times
    ``amount`` · capacity: so many further projects · reply: at least this share of requests answered · service:
    after-service terms stated in every offer.
    """

    kind: str
    code: str = ""
    amount: float = 0.0


KINDS = ("standard", "evidence", "onsite", "region", "price", "weeks", "capacity", "reply", "service")
STEPS: tuple[Lever, ...] = (
    *(Lever("evidence", amount=float(grade)) for grade in (1, 2, 3)),
    *(Lever("onsite", amount=hours) for hours in (48.0, 24.0, 8.0, 4.0)),
    *(Lever("price", amount=share) for share in (0.95, 0.9, 0.8)),
    Lever("weeks", amount=0.8),
    *(Lever("capacity", amount=float(more)) for more in (1, 2)),
    *(Lever("reply", amount=share) for share in (0.8, 0.9)),
    Lever("service"),
)


def levers_of(taxonomy: Taxonomy) -> tuple[Lever, ...]:
    """The fixed steps, every standard that joins systems, every region."""
    joins = [name for name, joining in zip(taxonomy.standards, taxonomy.joins, strict=True) if joining]
    standards = tuple(Lever("standard", name) for name in joins)
    return STEPS + standards + tuple(Lever("region", code) for code in taxonomy.regions)


# Which columns a lever changes, and how; speaks and served are changed by standard and region.
BY_SUPPLIER: dict[str, tuple[str, Callable[[np.ndarray, float], np.ndarray]]] = {
    "evidence": ("evidence", lambda old, grade: np.maximum(old, int(grade))),
    "onsite": ("onsite_hours", np.fmin),
    "capacity": ("open_capacity", lambda old, more: old + int(more)),
    "reply": ("reply_rate", np.maximum),
}
BY_OFFER: dict[str, tuple[tuple[str, ...], Callable[[np.ndarray, float], np.ndarray]]] = {
    "price": (("price_low", "price_typical", "price_high"), np.multiply),
    "weeks": (("weeks",), np.multiply),
    "service": (("after_service",), lambda old, _: np.ones_like(old)),
}


def pull(market: Market, lever: Lever, supplier: int | None = None) -> Market:
    """The market with the lever pulled by the supplier in this row, or by each for itself where None.

    Pulling never lowers what a supplier has. Raises UnknownCode for a kind, standard or region that is not known.
    """
    rows = np.arange(len(market.supplier_id))
    who = rows == supplier if supplier is not None else rows >= 0
    own = who[market.offer_supplier]
    if lever.kind == "standard":
        return replace(market, speaks=_spoken(market, lever.code, own))
    if lever.kind == "region":
        return replace(market, served=_served(market, lever.code, who))
    if lever.kind in BY_SUPPLIER:
        name, change = BY_SUPPLIER[lever.kind]
        old: Any = getattr(market, name)
        changed: Any = np.where(who, change(old, lever.amount), old)
        return replace(market, **{name: changed})
    if lever.kind in BY_OFFER:
        names, change = BY_OFFER[lever.kind]
        olds: dict[str, Any] = {name: getattr(market, name) for name in names}
        news: dict[str, Any] = {name: np.where(own, change(old, lever.amount), old) for name, old in olds.items()}
        return replace(market, **news)
    raise UnknownCode(codes=[lever.kind])


def _place(codes: tuple[str, ...], code: str) -> int:
    if code not in codes:
        raise UnknownCode(codes=[code])
    return codes.index(code)


def _spoken(market: Market, standard: str, own: Bools) -> Bools:
    place = _place(market.taxonomy.standards, standard)
    usual = market.taxonomy.usual_standards
    column = np.array([standard in usual.get(code, ()) for code in market.taxonomy.capabilities], dtype=bool)
    speaks = market.speaks.copy()
    speaks[:, place] |= own & market.covers[:, column].any(axis=1)
    return speaks


def _served(market: Market, region: str, who: Bools) -> Bools:
    served = market.served.copy()
    served[who, _place(market.taxonomy.regions, region)] = True
    return served
