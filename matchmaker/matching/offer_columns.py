"""Published offers of verified suppliers as columns: all of them, or those that changed, laid into what was there."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from matchmaker.engine.types import Bools, Floats, Ints, Taxonomy
from matchmaker.matching.facts import job_factor
from suppliers.choices import OfferStatus, Verification
from suppliers.models import Offer

OFFERS = Offer.objects.filter(
    status=OfferStatus.PUBLISHED, supplier__status=Verification.VERIFIED, supplier__region__isnull=False
)
COLUMNS = (
    "pk", "supplier_id", "capability_id", "price_low_krw", "price_typical_krw", "price_high_krw", "price_unit",
    "weeks", "onsite_hours", "warranty_months", "service_terms", "title", "description",
)  # fmt: skip


@dataclass(frozen=True)
class OfferColumns:
    """Ascending by ``offer_id``; ``supplier`` are keys, ``regions`` (O, G) what it names, no ``hours`` are nan."""

    offer_id: Ints
    supplier: Ints
    price_low: Floats
    price_typical: Floats
    price_high: Floats
    weeks: Floats
    hours: Floats
    after_service: Bools
    speaks: Bools
    covers: Bools
    regions: Bools
    text: tuple[str, ...]


def offer_columns(facts: Taxonomy, only: list[int] | None = None) -> OfferColumns:
    """Four queries. ``only``: keys to look at."""
    asked = OFFERS if only is None else OFFERS.filter(pk__in=only)
    rows: list[tuple[Any, ...]] = list(asked.order_by("pk").values_list(*COLUMNS))
    ids = np.array([row[0] for row in rows], dtype=np.int64)
    factor = np.array([job_factor(row[6]) for row in rows], dtype=np.float64)
    low, typical, high = (factor * np.array([row[at] for row in rows], dtype=np.int64) for at in (3, 4, 5))
    covers = table(ids, facts.capabilities, (ids, [row[2] for row in rows]))
    covers |= table(ids, facts.capabilities, _links(Offer.includes.through, "capability_id", only))
    return OfferColumns(
        offer_id=ids,
        supplier=np.array([row[1] for row in rows], dtype=np.int64),
        price_low=low,
        price_typical=typical,
        price_high=high,
        weeks=np.array([row[7] for row in rows], dtype=np.float64),
        hours=np.array([np.nan if row[8] is None else row[8] for row in rows], dtype=np.float64),
        after_service=np.array([bool(row[9] or row[10] or row[8]) for row in rows], dtype=bool),
        speaks=table(ids, facts.standards, _links(Offer.standards.through, "standard__name", only)),
        covers=covers,
        regions=table(ids, facts.regions, _links(Offer.regions.through, "region_id", only)),
        text=tuple(f"{row[11]} {row[12]}".strip() for row in rows),
    )


def laid_into(old: OfferColumns, changed: Ints, fresh: OfferColumns) -> tuple[OfferColumns, Ints]:
    """``old`` with the ``changed`` offers as they are in ``fresh`` (which has those that still stand), and for each
    offer its row in ``old``, -1 for a fresh one.
    """
    kept = np.flatnonzero(~np.isin(old.offer_id, changed))
    came_from = np.concatenate([kept, np.full(len(fresh.offer_id), -1)])
    order = np.argsort(np.concatenate([old.offer_id[kept], fresh.offer_id]))
    names = [field.name for field in fields(OfferColumns) if field.name != "text"]
    columns = {name: np.concatenate([getattr(old, name)[kept], getattr(fresh, name)])[order] for name in names}
    texts = [old.text[row] for row in kept.tolist()] + list(fresh.text)
    return OfferColumns(text=tuple(texts[row] for row in order.tolist()), **columns), came_from[order]


def _links(through: Any, other: str, only: list[int] | None) -> tuple[Ints, list[Any]]:
    rows = through.objects.all() if only is None else through.objects.filter(offer_id__in=only)
    return pairs(rows, "offer_id", other)


def pairs(queryset: Any, one: str, other: str) -> tuple[Ints, list[Any]]:
    """A many-to-many table as two columns."""
    found = list(queryset.values_list(one, other))
    return np.array([row[0] for row in found], dtype=np.int64), [row[1] for row in found]


def places_of(ids: Ints, wanted: Ints) -> tuple[Ints, Bools]:
    """Places of ``wanted`` in the ascending ``ids``, and which of them are there at all."""
    if not len(ids):
        return np.zeros(len(wanted), dtype=np.int64), np.zeros(len(wanted), dtype=bool)
    at = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
    return at, ids[at] == wanted


def table(ids: Ints, columns: tuple[str, ...], links: tuple[Ints, list[Any]]) -> Bools:
    """(N, K) bool: which rows are linked to which column; links to rows outside ``ids`` are left out."""
    place = {key: at for at, key in enumerate(columns)}
    found = np.zeros((len(ids), len(columns)), dtype=bool)
    at, known = places_of(ids, links[0])
    found[at[known], np.array([place[key] for key in links[1]], dtype=np.int64)[known]] = True
    return found
