"""Simulated suppliers: kinds, sizes and regions after the 2019 survey and the register; offers from archetypes."""

from __future__ import annotations

import random
from typing import Any

from matchmaker.demo.naming import Names, rows, simulated_number
from matchmaker.demo.people import SimOffer, SimSupplier
from matchmaker.demo.quotas import dealt, pick_some, spread_to_mean
from matchmaker.demo.supply_work import add_projects
from matchmaker.reference.loading import Row, parts, read_rows

KINDS = {"both": 57.5, "solution_service": 38.6, "equipment": 3.9}
SIZES = {"small": 77.0, "medium": 19.0, "other": 4.0}
CONCURRENT = {"small": 3, "medium": 8, "other": 20}
CLOSURE = {"small": 0.06, "medium": 0.02, "other": 0.01}
STAFF = {"small": (3, 20), "medium": (21, 120), "other": (150, 600)}
SCOPES = {"part": 55.0, "module": 27.0, "finished": 18.0}
SOLUTION_TYPES = {"package SW": 38.0, "IT service": 30.0, "platform": 18.0, "consulting": 14.0}
STAGES = {"PROD": 65.0, "DESG": 10.0, "LOGI": 8.0, "PROC": 6.0, "SERV": 6.0, "SALE": 5.0}
LEVELS = {"Level 1": 34.0, "Level 2": 35.0, "Level 2+": 17.0, "Level 3": 14.0}
ASSESSED = 0.35
FOREIGN_PARTS = ["JP", "CN", "DE"]
CAPITAL = ("11", "28", "41")


def build_suppliers(rng: random.Random, total: int) -> list[SimSupplier]:
    regions = read_rows("regions")
    lines = rows("archetypes")
    kinds, sizes = dealt(rng, total, KINDS), dealt(rng, total, SIZES)
    places = dealt(rng, total, {row["code"]: float(row["supply_share_pct"]) for row in regions})
    solutions = dealt(rng, total, _shares(lines, "solution"))
    equipment = dealt(rng, total, _shares(lines, "equipment"))
    types, levels = dealt(rng, total, SOLUTION_TYPES), _levels(rng, total)
    exports = spread_to_mean(rng, total, 3.7)
    techs = spread_to_mean(rng, total, 76.0, sigma=0.1)
    planned = _plans(rng, kinds)
    adjacent = {row["code"]: parts(row["adjacent"]) for row in regions}
    names = Names(rng)
    by_line = {row["line"]: row for row in lines}
    made = []
    for at in range(total):
        kind, size = kinds[at], sizes[at]
        own = _own_lines(kind, solutions[at], equipment[at])
        tails = parts(by_line[own[0]]["suffixes"])
        low, high = STAFF[size]
        staff = rng.randint(low, high)
        concurrent = CONCURRENT[size]
        made.append(
            SimSupplier(
                name=names.deal(tails),
                number=simulated_number(at + 1),
                kind=kind,
                size=size,
                region=places[at],
                lines=own,
                main_product=solutions[at] if kind != "equipment" else "",
                solution_type=types[at],
                employees=staff,
                sales=staff * rng.randint(120, 260) * 1_000_000,
                founded_year=rng.randint(1995, 2018),
                concurrent=concurrent,
                open_projects=min(concurrent - 1, rng.randint(0, concurrent)),
                plans_both=planned[at],
                export_share=exports[at],
                domestic_partners=rng.uniform(95, 100),
                tech_level=techs[at],
                programme_level=levels[at],
                closure_hazard=CLOSURE[size],
                served=_served(rng, places[at], size, adjacent),
            )
        )
    _add_offers(rng, made, by_line)
    add_projects(rng, made)
    return made


def _shares(lines: list[Row], part: str) -> dict[str, float]:
    return {row["line"]: float(row["solution_share"]) for row in lines if row["part"] == part}


def _own_lines(kind: str, solution: str, equipment: str) -> list[str]:
    return {"both": [solution, equipment], "solution_service": [solution], "equipment": [equipment]}[kind]


def _levels(rng: random.Random, total: int) -> list[str]:
    """Capability levels of those that were assessed; the others have none."""
    assessed = round(total * ASSESSED)
    levels = dealt(rng, assessed, LEVELS) + [""] * (total - assessed)
    rng.shuffle(levels)
    return levels


def _plans(rng: random.Random, kinds: list[str]) -> list[bool]:
    """Who means to be in both by 2025: all that are, and enough of the others to make 74.9 %."""
    others = [at for at, kind in enumerate(kinds) if kind != "both"]
    rng.shuffle(others)
    joining = set(others[: round(len(kinds) * 0.749) - kinds.count("both")])
    return [kind == "both" or at in joining for at, kind in enumerate(kinds)]


def _served(rng: random.Random, home: str, size: str, adjacent: dict[str, list[str]]) -> list[str]:
    """Where a firm goes: home and near by; four in ten (bigger ones always) go all over the mainland, few to Jeju."""
    if size != "small" or rng.random() < 0.4:
        island = set() if size == "other" or rng.random() < 0.15 else {"50"}
        return sorted(set(adjacent) - island | {home})
    near = {home, *adjacent[home]}
    if home in CAPITAL:
        near |= set(CAPITAL)
    if rng.random() < 0.5:
        near |= {code for step in list(near) for code in adjacent[step]}
    return sorted(near)


# --- offers -------------------------------------------------------------------------------------------------------


def _add_offers(rng: random.Random, made: list[SimSupplier], by_line: dict[str, Row]) -> None:
    facts = {row["code"]: row for row in read_rows("capabilities")}
    scopes = dealt(rng, len(made) * 4, SCOPES)
    for supplier in made:
        for line in supplier.lines:
            for code in _codes(rng, by_line[line], supplier.size):
                if _fits(code, supplier) and code not in {offer.code for offer in supplier.offers}:
                    supplier.offers.append(_offer(rng, facts[code], by_line[line], supplier, scopes))
    _balance_stages(rng, made, by_line, facts, scopes)


def _codes(rng: random.Random, line: Row, size: str) -> list[str]:
    chance = {"small": 0.30, "medium": 0.5, "other": 0.8}[size]
    always = parts(line["always"])
    return always + pick_some(rng, parts(line["often"]), 0.6) + pick_some(rng, parts(line["sometimes"]), chance)


def _fits(code: str, supplier: SimSupplier) -> bool:
    """A solution-only firm sells no equipment and the other way round; services go with both."""
    part = {"SOL": "solution_service", "EQP": "equipment"}.get(code[:3])
    return part is None or supplier.kind in ("both", part)


def _offer(rng: random.Random, fact: dict[str, str], line: Row, supplier: SimSupplier, scopes: list[str]) -> SimOffer:
    level = rng.uniform(0.6, 1.25) * {"small": 0.9, "medium": 1.1, "other": 1.3}[supplier.size]
    typical = _round(float(fact["price_typ_krw"]) * level)
    return SimOffer(
        code=fact["code"],
        includes=_includes(rng, fact["code"], supplier),
        low=_round(typical * rng.uniform(0.7, 0.9)),
        typical=typical,
        high=_round(typical * rng.uniform(1.15, 1.6)),
        weeks=max(1, round(float(fact["lead_typ_wk"]) * rng.uniform(0.6, 1.3))),
        standards=pick_some(rng, parts(fact["standards"]), 0.7),
        onsite_hours=rng.choice([4, 8, 24, 24, 48]),
        warranty_months=rng.choice([12, 12, 12, 24, 6]),
        capacity=max(1, supplier.concurrent // 2),
        software_from="US" if rng.random() < float(line["software_foreign"]) else "KR",
        parts_from=rng.choice(FOREIGN_PARTS) if rng.random() < float(line["parts_foreign"]) else "KR",
        scope=scopes.pop() if fact["kind"] == "equipment" and scopes else "",
        effort=rng.choice(["plug", "configure", "configure", "engineer"]),
    )


def _includes(rng: random.Random, code: str, supplier: SimSupplier) -> list[str]:
    """What a price often covers beside the thing itself: training with systems, engineering with robots."""
    bundle: list[str] = []
    if code.startswith("SOL-") and rng.random() < 0.3:
        bundle.append("SVC-TRAIN")
    if code in ("EQP-ROBOT", "EQP-COBOT", "EQP-WELD") and rng.random() < 0.5:
        bundle.append("SVC-ROBOTSI")
    if code == "SOL-MES" and supplier.kind == "both" and rng.random() < 0.3:
        bundle.append("EQP-HMI")
    return bundle


def _round(amount: float) -> int:
    """People quote round numbers: two digits that matter, at least 100,000 won."""
    unit = 10 ** max(5, len(str(int(amount))) - 2)
    return max(unit, round(amount / unit) * unit) if amount >= unit else max(100_000, round(amount / 100_000) * 100_000)


def stage_mass(made: list[SimSupplier], facts: dict[str, Any]) -> dict[str, float]:
    """How much of all listings sits in each stage; a listing in two stages counts half in each."""
    mass = dict.fromkeys(STAGES, 0.0)
    for supplier in made:
        for offer in supplier.offers:
            stages = parts(facts[offer.code]["stages"])
            for stage in stages:
                mass[stage] += 1 / len(stages)
    return mass


def _balance_stages(
    rng: random.Random, made: list[SimSupplier], by_line: dict[str, Row], facts: dict[str, Any], scopes: list[str]
) -> None:
    """Add side offers where a stage lacks them, until production holds no more than its share."""
    by_stage = {
        stage: [code for code, fact in facts.items() if stage in parts(fact["stages"]) and "PROD" not in fact["stages"]]
        for stage in STAGES
    }
    by_stage["PROD"] = [code for code, fact in facts.items() if fact["stages"] == "PROD" and fact["kind"] != "service"]
    by_stage["SERV"] = ["SOL-FSM", "SVC-MAINT"]
    order = sorted(range(len(made)), key=lambda at: (len(made[at].offers), at))
    for at in order:
        mass = stage_mass(made, facts)
        total, whole = sum(mass.values()), sum(STAGES.values())
        lacking = min(STAGES, key=lambda stage: mass[stage] / total - STAGES[stage] / whole)
        if mass[lacking] / total >= STAGES[lacking] / whole - 0.002:
            return
        supplier = made[at]
        have = {offer.code for offer in supplier.offers}
        open_codes = [code for code in by_stage[lacking] if code not in have and _fits(code, supplier)]
        if open_codes:
            code = rng.choice(open_codes)
            supplier.offers.append(_offer(rng, facts[code], by_line[supplier.lines[-1]], supplier, scopes))
