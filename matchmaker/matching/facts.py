"""Reference rows as the engine's Taxonomy, held in this process while the rows' checksums stay the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import shortest_path

from matchmaker.engine.types import Floats, Ints, Taxonomy
from matchmaker.reference.choices import PriceUnit
from matchmaker.reference.models import Alias, Capability, ReferenceVersion, Region, Standard

NO_ROAD = 9
# A running fee is counted for three years, the time a support programme obliges a firm to keep what it bought.
YEARS_COUNTED = 3
JOB_FACTOR = {PriceUnit.YEAR.value: YEARS_COUNTED, PriceUnit.MONTH.value: 12 * YEARS_COUNTED}

_held: dict[str, tuple[str, Any]] = {}


def held(name: str, version: str, build: Callable[[], Any]) -> Any:
    """What ``build`` made for this version; one version of each name is kept in a process."""
    known = _held.get(name)
    if known is None or known[0] != version:
        known = _held[name] = (version, build())
    return known[1]


def last_held(name: str) -> Any:
    """What this process made last under the name, of whatever version; None before the first."""
    known = _held.get(name)
    return None if known is None else known[1]


def keep(name: str, value: Any) -> None:
    """Have ``last_held`` give this from now on."""
    _held[name] = ("", value)


def job_factor(unit: str) -> int:
    """By what a price is multiplied to stand for the whole job: running fees for three years, all else once."""
    return JOB_FACTOR.get(unit, 1)


def taxonomy_version() -> str:
    rows = ReferenceVersion.objects.filter(table__in=("capabilities", "regions")).order_by("table")
    told = "|".join(f"{table}:{digest}" for table, digest in rows.values_list("table", "checksum"))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def taxonomy() -> Taxonomy:
    """Capabilities, regions and standards in the order that all arrays use; prices for the whole job."""
    version = taxonomy_version()
    return held("taxonomy", version, lambda: _build(version))


def _build(version: str) -> Taxonomy:
    capabilities = list(Capability.objects.order_by("position", "code"))
    regions = tuple(Region.objects.order_by("code").values_list("code", flat=True))
    prices = [row.price_typ_krw * job_factor(row.price_unit) for row in capabilities]
    return Taxonomy(
        capabilities=tuple(row.code for row in capabilities),
        regions=regions,
        standards=tuple(Standard.objects.order_by("name").values_list("name", flat=True)),
        hard_needs={row.code: row.hard_needs for row in capabilities if row.hard_needs},
        price_typical=np.array(prices, dtype=np.float64),
        level=np.array([row.maturity_stage for row in capabilities], dtype=np.int64),
        system=np.array([row.code.startswith("SOL-") for row in capabilities], dtype=bool),
        region_hops=region_hops(regions),
        texts=_texts(capabilities),
        version=version,
        usual_standards=_usual_standards(),
        certificates=tuple(Standard.objects.filter(joins=False).order_by("name").values_list("name", flat=True)),
    )


def _usual_standards() -> dict[str, tuple[str, ...]]:
    """Standards by capability, both in their order."""
    found: dict[str, tuple[str, ...]] = {}
    links = Capability.standards.through.objects.order_by("capability_id", "standard__name")
    for code, name in links.values_list("capability_id", "standard__name"):
        found[code] = (*found.get(code, ()), name)
    return found


def _texts(capabilities: list[Capability]) -> tuple[str, ...]:
    """One text a capability: its names, plain words and every alias."""
    words: dict[str, list[str]] = {row.code: [row.name_ko, row.name_en, row.plain_ko] for row in capabilities}
    for code, alias in Alias.objects.order_by("pk").values_list("capability_id", "words"):
        words[code].append(alias)
    return tuple(" ".join(filter(None, parts)) for parts in words.values())


def region_hops(regions: tuple[str, ...]) -> Ints:
    """(G, G) least number of borders crossed by road; 9 where no road leads."""
    place = {code: row for row, code in enumerate(regions)}
    links = list(Region.adjacent.through.objects.values_list("from_region_id", "to_region_id"))
    table: Floats = np.zeros((len(regions), len(regions)))
    for one, other in links:
        table[place[one], place[other]] = 1.0
    hops = shortest_path(csr_matrix(table), directed=False, unweighted=True)
    return np.minimum(np.nan_to_num(hops, posinf=NO_ROAD), NO_ROAD).astype(np.int64)
