"""Case files: one run as JSON that the engine alone can replay, byte for byte, without a database.

A case holds the need, the slice of the market that the need can see (every offer that covers one of its slots, with
its supplier, that supplier's projects and joint work), the ranker's curves and the parameters.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, is_dataclass, replace
from typing import Any

import numpy as np

from matchmaker.engine.casefields import Fields, codes_of, numbers, table
from matchmaker.engine.errors import CaseInvalid
from matchmaker.engine.judging.cards import answered
from matchmaker.engine.matching import open_matching
from matchmaker.engine.ranking import AdditiveRanker, from_json, to_json
from matchmaker.engine.results import MatchParams, MatchResult
from matchmaker.engine.retrieval import MarketIndex, index_market, offers_of_slot
from matchmaker.engine.rules import slots_for
from matchmaker.engine.types import Floats, Market, Need, PackagingParams, Slot, Taxonomy

FORMAT = "matchmaker-case/2"
# What was written before fair exposure has neither deficits nor a strength, and replays without them.
READ = ("matchmaker-case/1", FORMAT)
Plain = dict[str, Any]
OFFER_NUMBERS = ("price_low", "price_typical", "price_high", "weeks")
SUPPLIER_NUMBERS = ("open_capacity", "evidence", "reply_rate", "outcome", "projects_done")


def canonical(data: object) -> str:
    """One text for one content: sorted keys, shortest exact floats, no spaces, a newline at the end."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"


def plain_result(result: MatchResult) -> Plain:
    """A MatchResult as dicts, lists, numbers and texts."""
    return _plain(result)


def _plain(value: Any) -> Any:
    """What JSON would give back, without the way through a text. ``dataclasses.asdict`` copies every leaf."""
    kind = type(value)
    if kind in LEAVES:
        return value
    if kind is tuple or kind is list:
        return list(value) if LEAVES.issuperset(map(type, value)) else [_plain(one) for one in value]
    if kind is dict:
        plain = LEAVES.issuperset(map(type, value.values()))
        return {str(key): one if plain else _plain(one) for key, one in value.items()}
    if is_dataclass(value):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return float(value)  # a number of numpy's


LEAVES = frozenset((str, int, float, bool, type(None)))


def to_case(
    need: Need,
    market: Market | MarketIndex,
    ranker: AdditiveRanker,
    params: MatchParams,
    trial: Plain | None = None,
) -> Plain:
    """The case of one run. ``replay`` of it gives the very result that ``match`` gives on the whole market; with
    ``trial`` what ``judging.cards.answered`` gives.
    """
    return whole_case(need, market, to_head(need, ranker, params, trial))


def to_head(need: Need, ranker: AdditiveRanker, params: MatchParams, trial: Plain | None = None) -> Plain:
    """A case without its market, which is kept elsewhere."""
    tried = {"trial": trial} if trial else {}
    return tried | {
        "format": FORMAT,
        "need": json.loads(canonical(asdict(need))),
        "ranker": to_json(ranker),
        "params": asdict(params),
    }


def whole_case(need: Need, market: Market | MarketIndex, head: Plain) -> Plain:
    return head | {"market": _market_plain(slice_market(need, index_market(market)))}


def from_case(case: object) -> tuple[Need, Market, AdditiveRanker, MatchParams]:
    """Raises CaseInvalid (with ``field``) or RankerMismatch; codes are checked when the case is matched."""
    need, ranker, params = from_head(case)
    return need, _market(Fields(case, "case").inside("market")), ranker, params


def from_head(case: object) -> tuple[Need, AdditiveRanker, MatchParams]:
    """What a case says beside its market. Raises as ``from_case`` does."""
    top = Fields(case, "case")
    if top.data.get("format") not in READ:
        raise CaseInvalid(field="format", expected=FORMAT, found=str(top.data.get("format"))[:60])
    return _need(top.inside("need")), from_json(top.data.get("ranker")), _params(top.inside("params"))


def replay(case: object) -> Plain:
    need, market, ranker, params = from_case(case)
    trial = Fields(case, "case").data.get("trial") or {}
    return plain_result(answered(open_matching(need, market, ranker, params), Fields(trial, "trial").data)[0])


def slice_market(need: Need, index: MarketIndex) -> Market:
    """The rows that the need can see, in their order: offers of its slots, their suppliers, projects, joint work."""
    market = index.market
    slots = slots_for(need, index.taxonomy)
    lists = [offers_of_slot(slot, index) for slot in slots] or [np.empty(0, dtype=np.int64)]
    offers = np.unique(np.concatenate(lists))
    suppliers = np.unique(market.offer_supplier[offers])
    projects = np.flatnonzero(np.isin(market.project_supplier, suppliers))
    joint = np.flatnonzero(np.isin(market.joint, suppliers).all(axis=1)) if len(market.joint) else np.empty(0, int)
    by_supplier = {name: getattr(market, name)[suppliers] for name in _SUPPLIER_FIELDS}
    if market.exposure_deficit is not None:
        by_supplier["exposure_deficit"] = market.exposure_deficit[suppliers]
    by_offer = {name: getattr(market, name)[offers] for name in _OFFER_FIELDS}
    return replace(
        market,
        **by_supplier,
        **by_offer,
        offer_supplier=np.searchsorted(suppliers, market.offer_supplier[offers]),
        offer_text=tuple(market.offer_text[row] for row in offers),
        project_supplier=np.searchsorted(suppliers, market.project_supplier[projects]),
        project_covers=market.project_covers[projects],
        project_industry=market.project_industry[projects],
        project_text=tuple(market.project_text[row] for row in projects),
        joint=np.searchsorted(suppliers, market.joint[joint]).reshape(-1, 2),
        joint_count=market.joint_count[joint],
    )


_SUPPLIER_FIELDS = (
    "supplier_id", "supplier_region", "open_capacity", "onsite_hours", "evidence", "reply_rate", "outcome",
    "projects_done", "can_lead", "served",
)  # fmt: skip
_OFFER_FIELDS = ("offer_id", *OFFER_NUMBERS, "speaks", "after_service", "covers")


def _market_plain(market: Market) -> Plain:
    facts = market.taxonomy
    suppliers = [
        {
            "id": int(market.supplier_id[row]),
            "region": facts.regions[market.supplier_region[row]],
            "served": codes_of(market.served[row], facts.regions),
            "onsite_hours": None if math.isnan(market.onsite_hours[row]) else float(market.onsite_hours[row]),
            "can_lead": bool(market.can_lead[row]),
            **{name: getattr(market, name)[row].item() for name in SUPPLIER_NUMBERS},
            **({} if market.exposure_deficit is None else {"exposure_deficit": float(market.exposure_deficit[row])}),
        }
        for row in range(len(market.supplier_id))
    ]
    offers = [
        {
            "id": int(market.offer_id[row]),
            "supplier": int(market.supplier_id[market.offer_supplier[row]]),
            "covers": codes_of(market.covers[row], facts.capabilities),
            "speaks": codes_of(market.speaks[row], facts.standards),
            "after_service": bool(market.after_service[row]),
            "text": market.offer_text[row],
            **{name: float(getattr(market, name)[row]) for name in OFFER_NUMBERS},
        }
        for row in range(len(market.offer_id))
    ]
    return {
        "version": market.version,
        "taxonomy": taxonomy_plain(facts),
        "suppliers": suppliers,
        "offers": offers,
        "projects": _projects_plain(market),
        "joint": [
            [int(market.supplier_id[a]), int(market.supplier_id[b]), int(count)]
            for (a, b), count in zip(market.joint, market.joint_count, strict=True)
        ],
    }


def _projects_plain(market: Market) -> list[Plain]:
    return [
        {
            "supplier": int(market.supplier_id[market.project_supplier[row]]),
            "covers": codes_of(market.project_covers[row], market.taxonomy.capabilities),
            "industry": int(market.project_industry[row]),
            "text": market.project_text[row],
        }
        for row in range(len(market.project_text))
    ]


def taxonomy_plain(facts: Taxonomy) -> Plain:
    return {
        "version": facts.version,
        "capabilities": list(facts.capabilities),
        "regions": list(facts.regions),
        "standards": list(facts.standards),
        "hard_needs": {code: [list(group) for group in groups] for code, groups in facts.hard_needs.items()},
        "price_typical": facts.price_typical.tolist(),
        "level": facts.level.tolist(),
        "system": facts.system.tolist(),
        "region_hops": facts.region_hops.tolist(),
        "texts": list(facts.texts),
        "usual_standards": {code: list(names) for code, names in facts.usual_standards.items()},
        "certificates": list(facts.certificates),
    }


def taxonomy_from(plain: object) -> Taxonomy:
    """What ``taxonomy_plain`` gave. Raises CaseInvalid."""
    return _taxonomy(Fields(plain, "taxonomy"))


def _taxonomy(read: Fields) -> Taxonomy:
    codes = read.texts("capabilities")
    groups = {
        code: tuple(tuple(str(one) for one in group) for group in groups)
        for code, groups in read.inside("hard_needs").data.items()
    }
    named = {one for all_of in groups.values() for group in all_of for one in group} | set(groups)
    if named - set(codes):
        raise CaseInvalid(field=f"{read.path}.hard_needs", unknown=sorted(named - set(codes)))
    regions = read.texts("regions")
    usual = read.inside("usual_standards")
    return Taxonomy(
        capabilities=codes,
        regions=regions,
        standards=read.texts("standards"),
        hard_needs=groups,
        price_typical=read.array("price_typical", np.float64, (len(codes),)),
        level=read.array("level", np.int64, (len(codes),)),
        system=read.array("system", np.bool_, (len(codes),)),
        region_hops=read.array("region_hops", np.int64, (len(regions), len(regions))),
        texts=read.texts("texts"),
        version=read.text("version"),
        usual_standards={code: usual.texts(code) for code in usual.data},
        certificates=read.texts("certificates") if "certificates" in read.data else (),
    )


def _market(read: Fields) -> Market:
    facts = _taxonomy(read.inside("taxonomy"))
    suppliers, offers, projects = read.rows("suppliers"), read.rows("offers"), read.rows("projects")
    place = {row.number("id"): number for number, row in enumerate(suppliers)}
    joint = read.array("joint", np.int64, (-1, 3))
    onsite = [math.nan if row.data.get("onsite_hours") is None else row.number("onsite_hours") for row in suppliers]
    return Market(
        taxonomy=facts,
        supplier_id=numbers(suppliers, "id", np.int64),
        supplier_region=np.array([row.among("region", facts.regions) for row in suppliers], dtype=np.int64),
        onsite_hours=np.array(onsite, dtype=np.float64),
        can_lead=np.array([row.flag("can_lead") for row in suppliers], dtype=bool),
        served=table(suppliers, "served", facts.regions),
        open_capacity=numbers(suppliers, "open_capacity", np.int64),
        evidence=numbers(suppliers, "evidence", np.int64),
        reply_rate=numbers(suppliers, "reply_rate", np.float64),
        outcome=numbers(suppliers, "outcome", np.float64),
        projects_done=numbers(suppliers, "projects_done", np.int64),
        offer_id=numbers(offers, "id", np.int64),
        offer_supplier=np.array([row.row_of("supplier", place) for row in offers], dtype=np.int64),
        **{name: numbers(offers, name, np.float64) for name in OFFER_NUMBERS},
        speaks=table(offers, "speaks", facts.standards),
        after_service=np.array([row.flag("after_service") for row in offers], dtype=bool),
        covers=table(offers, "covers", facts.capabilities),
        offer_text=tuple(row.text("text") for row in offers),
        project_supplier=np.array([row.row_of("supplier", place) for row in projects], dtype=np.int64),
        project_covers=table(projects, "covers", facts.capabilities),
        project_industry=numbers(projects, "industry", np.int64),
        project_text=tuple(row.text("text") for row in projects),
        joint=np.array([[read.placed(one, place) for one in row[:2]] for row in joint.tolist()]).reshape(-1, 2),
        joint_count=joint[:, 2],
        version=read.text("version"),
        exposure_deficit=_deficit(suppliers),
    )


def _deficit(suppliers: list[Fields]) -> Floats | None:
    """(S,) None where no row has one; a case names it for all or for nobody."""
    if not any("exposure_deficit" in row.data for row in suppliers):
        return None
    return numbers(suppliers, "exposure_deficit", np.float64)


def _need(read: Fields) -> Need:
    asked = tuple(
        Slot(row.texts("codes"), row.flag("must"), row.number("weight"), row.text("origin"), row.text("because"))
        for row in read.rows("asked")
    )
    return Need(
        id=int(read.number("id")),
        text=read.text("text"),
        asked=asked,
        owned=read.texts("owned"),
        region=read.maybe_text("region"),
        industry=read.maybe_text("industry"),
        employees=read.maybe_whole("employees"),
        budget_krw=read.maybe_number("budget_krw"),
        deadline_weeks=read.maybe_number("deadline_weeks"),
        standards=read.texts("standards"),
        excluded=read.wholes("excluded"),
        pinned=read.wholes("pinned"),
        unwanted=read.texts("unwanted") if "unwanted" in read.data else (),
    )


def _params(read: Fields) -> MatchParams:
    packs = read.inside("packaging")
    for fields, names in ((packs, packs.data), (read, set(read.data) - {"packaging"})):
        for name in names:
            fields.number(name)
    try:
        packaging = PackagingParams(**packs.data)
        return MatchParams(**{**read.data, "packaging": packaging})
    except TypeError as error:
        raise CaseInvalid(field=read.path, because=str(error)) from error
