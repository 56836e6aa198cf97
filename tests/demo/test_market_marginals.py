"""The simulated market keeps every figure of data/marginals.csv that can be measured on it, within its tolerance."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import mean, median

import pytest

from matchmaker.demo import market as market_module
from matchmaker.demo.market import build_market
from matchmaker.demo.people import SimFirm, SimMarket, SimSupplier
from matchmaker.demo.supply_side import stage_mass
from matchmaker.reference.loading import read_rows

PATH = Path(market_module.__file__).parent / "data" / "marginals.csv"
ROWS = {row["id"]: row for row in csv.DictReader(PATH.open(encoding="utf-8"))}
FACTS = {row["code"]: row for row in read_rows("capabilities")}


@pytest.fixture(scope="module")
def market() -> SimMarket:
    return build_market()


def share(rows: list, test: Callable) -> float:
    return 100 * sum(map(test, rows)) / len(rows)


def suppliers(test: Callable[[SimSupplier], bool]) -> Callable[[SimMarket], float]:
    return lambda market: share(market.suppliers, test)


def firms(test: Callable[[SimFirm], bool]) -> Callable[[SimMarket], float]:
    return lambda market: share(market.firms, test)


def adopters(test: Callable[[SimFirm], bool]) -> Callable[[SimMarket], float]:
    return lambda market: share([firm for firm in market.firms if firm.adopter], test)


def stage(name: str) -> Callable[[SimMarket], float]:
    def measure(market: SimMarket) -> float:
        mass = stage_mass(market.suppliers, FACTS)
        return 100 * mass[name] / sum(mass.values())

    return measure


def equipment_scope(name: str) -> Callable[[SimMarket], float]:
    def measure(market: SimMarket) -> float:
        scopes = [offer.scope for row in market.suppliers for offer in row.offers if offer.scope]
        return share(scopes, lambda scope: scope == name)

    return measure


# id -> (what is measured, the target where the cell is no plain number)
NUMBERS: dict[str, Callable[[SimMarket], float]] = {
    "supply.n": lambda market: len(market.suppliers),
    "supply.kind.both": suppliers(lambda row: row.kind == "both"),
    "supply.kind.solution_service_only": suppliers(lambda row: row.kind == "solution_service"),
    "supply.kind.equipment_only": suppliers(lambda row: row.kind == "equipment"),
    "supply.kind.both.planned_2025": suppliers(lambda row: row.plans_both),
    "supply.size.small": suppliers(lambda row: row.size == "small"),
    "supply.size.medium": suppliers(lambda row: row.size == "medium"),
    "supply.size.other": suppliers(lambda row: row.size == "other"),
    "supply.size.sme": suppliers(lambda row: row.size != "other"),
    "supply.export_share_of_sales": lambda market: mean(row.export_share for row in market.suppliers),
    "supply.tech_level_us100": lambda market: mean(row.tech_level for row in market.suppliers),
    "supply.stage.production": stage("PROD"),
    "supply.equipment.scope.single_part": equipment_scope("part"),
    "supply.region.seoul": suppliers(lambda row: row.region == "11"),
    "supply.region.gyeonggi": suppliers(lambda row: row.region == "41"),
    "supply.region.incheon": suppliers(lambda row: row.region == "28"),
    "supply.region.capital": suppliers(lambda row: row.region in ("11", "28", "41")),
    "supply.region.chungnam": suppliers(lambda row: row.region == "44"),
    "supply.capability_ge_level2plus": lambda market: share(
        [row for row in market.suppliers if row.programme_level],
        lambda row: row.programme_level in ("Level 2+", "Level 3"),
    ),
    "demand.n": lambda market: len(market.firms),
    "demand.adopters": lambda market: sum(firm.adopter for firm in market.firms),
    "demand.non_adopters": lambda market: sum(not firm.adopter for firm in market.firms),
    "demand.size.micro": firms(lambda firm: firm.size == "micro"),
    "demand.size.small": firms(lambda firm: firm.size == "small"),
    "demand.size.medium": firms(lambda firm: firm.size == "medium"),
    "demand.size.midsize": firms(lambda firm: firm.size == "midsize"),
    "demand.level.basic": adopters(lambda firm: firm.level == "1"),
    "demand.level.intermediate": adopters(lambda firm: firm.level in ("2", "3")),
    "demand.level.advanced": adopters(lambda firm: firm.level == "4"),
    "demand.build.mean_krw_2018": lambda market: mean(firm.build_krw for firm in market.firms if firm.adopter),
    "demand.build.planned_krw_2018": lambda market: mean(firm.planned_krw for firm in market.firms),
    "demand.own_money": firms(lambda firm: firm.own_money),
    "demand.dedicated_staff": firms(lambda firm: firm.dedicated_staff),
    "demand.aware.well": firms(lambda firm: firm.aware == "well"),
    "demand.ready.thorough": firms(lambda firm: firm.ready == "thorough"),
}


def tolerance(row: dict[str, str]) -> float:
    text = row["tolerance"]
    if text == "exact":
        return 0
    if text.endswith("%"):
        return float(row["value"]) * float(text.split()[0]) / 100
    return float(text.removesuffix("pp"))


@pytest.mark.parametrize("name", NUMBERS)
def test_a_measured_share_stays_within_its_tolerance(market: SimMarket, name: str) -> None:
    row = ROWS[name]
    assert NUMBERS[name](market) == pytest.approx(float(row["value"]), abs=tolerance(row) + 1e-9)


def many(rows: list, shares: dict[str, float], has: Callable) -> None:
    for value, per_cent in shares.items():
        assert share(rows, lambda row, value=value: has(row, value)) == pytest.approx(per_cent, abs=1)


def test_several_answers_stand_in_their_shares(market: SimMarket) -> None:
    """demand.goal, demand.difficulty, demand.tech.*, demand.aware.*, demand.ready.*, demand.notready.reason."""
    rows = market.firms
    many(rows, {"efficiency": 56.5, "quality": 37.1, "cost": 22.7}, lambda firm, goal: goal in firm.goals)
    hard = {"staff": 44.7, "money": 43.9, "paperwork": 26.0, "finding_supplier": 19.5}
    many(rows, hard, lambda firm, name: name in firm.difficulties)
    many(rows, {"robot": 1.7, "controller": 1.3, "ERP": 1.1}, lambda firm, name: name in firm.planned_techs)
    many(rows, {"roughly": 9.7, "heard": 36.3, "not_at_all": 52.3}, lambda firm, word: firm.aware == word)
    many(rows, {"preparing": 6.0, "not_preparing": 52.3, "not_at_all": 41.3}, lambda firm, word: firm.ready == word)
    reasons = {"government_support": 31.8, "uncertainty": 27.4, "not_needed": 23.4, "no_interest": 9.0}
    many(rows, reasons, lambda firm, word: firm.not_ready_reason == word)
    adopting = [firm for firm in rows if firm.adopter]
    many(adopting, {"SOL-ERP": 76.3, "SOL-MES": 14.4, "EQP-PLC": 16.9}, lambda firm, code: code in firm.owned)
    paid = sum(firm.own_part_krw for firm in adopting) / sum(firm.build_krw for firm in adopting)
    assert paid == pytest.approx(0.634)


def test_regions_and_industries_follow_their_tables(market: SimMarket) -> None:
    """supply.region.rest, demand.region, demand.ksic."""
    for row in read_rows("regions"):
        supply = share(market.suppliers, lambda one, row=row: one.region == row["code"])
        demand = share(market.firms, lambda one, row=row: one.region == row["code"])
        assert supply == pytest.approx(float(row["supply_share_pct"]), abs=0.5)
        assert demand == pytest.approx(float(row["demand_share_pct_assumed"]), abs=0.5)
    for row in read_rows("ksic"):
        trade = share(market.firms, lambda one, row=row: one.industry == row["code"])
        assert trade == pytest.approx(float(row["demand_share_pct_assumed"]), abs=0.5)


def test_orders_of_the_survey_hold(market: SimMarket) -> None:
    """supply.stage.focus, .equipment.scope, .solution.type/rank/share, .equipment.rank_2019, growth.*, effect.*."""
    mass = stage_mass(market.suppliers, FACTS)
    assert max(mass, key=mass.get) == "PROD"
    scopes = Counter(offer.scope for row in market.suppliers for offer in row.offers if offer.scope)
    assert [name for name, _ in scopes.most_common()] == ["part", "module", "finished"]
    types = Counter(row.solution_type for row in market.suppliers).most_common(2)
    assert {name for name, _ in types} == {"package SW", "IT service"}
    products = Counter(row.main_product for row in market.suppliers if row.main_product)
    assert [name for name, _ in products.most_common(3)] == ["MES", "ERP", "SCM"]
    lines = Counter(row.lines[-1] for row in market.suppliers if row.kind != "solution_service")
    assert {name for name, _ in lines.most_common(2)} == {"ROBOT", "NET"}
    demand, supply, effects = market.growth_demand, market.growth_supply, market.effects
    assert demand["all"] > supply["all"]
    assert min(demand["sensor_vision"], demand["robot"]) > demand["all"]
    assert max(supply[name] for name in ("robot", "security", "cloud_data")) < supply["all"]
    assert effects["process"] > effects["workplace"] == effects["cooperation"] > effects["product"] > effects["profit"]
    assert effects["profit"] == 0


def test_foreign_parts_and_software_sit_where_the_survey_found_them(market: SimMarket) -> None:
    """supply.foreign_dep.*: high for the named items against the rest, from the named countries."""
    offers = [offer for row in market.suppliers for offer in row.offers]
    parts_high = {"EQP-AGV", "EQP-AMR", "EQP-NET", "EQP-SENSOR", "EQP-VISION"}
    software_high = {"EQP-ARVR", "EQP-ROBOT", "SOL-SEC", "SOL-FEMS", "SOL-PLM"}

    def foreign(codes: set[str], field: str, inside: bool) -> float:
        rows = [offer for offer in offers if (offer.code in codes) == inside]
        return share(rows, lambda offer: getattr(offer, field) != "KR")

    assert foreign(parts_high, "parts_from", True) > 1.5 * foreign(parts_high, "parts_from", False)
    assert foreign(software_high, "software_from", True) > 1.5 * foreign(software_high, "software_from", False)
    assert {offer.software_from for offer in offers} == {"KR", "US"}
    assert {offer.parts_from for offer in offers} == {"KR", "JP", "CN", "DE"}


def test_capacity_and_closure_follow_size(market: SimMarket) -> None:
    """supply.capacity_concurrent_projects, supply.closure_hazard_per_year, supply.domestic_trading_partners."""
    for size, concurrent, hazard in (("small", 3, 0.06), ("medium", 8, 0.02), ("other", 20, 0.01)):
        rows = [row for row in market.suppliers if row.size == size]
        assert median(row.concurrent for row in rows) == concurrent
        assert {row.closure_hazard for row in rows} == {hazard}
    assert min(row.domestic_partners for row in market.suppliers) >= 95


MEASURED_ELSEWHERE = {
    "supply.domestic_trading_partners", "supply.stage.focus", "supply.equipment.scope", "supply.solution.type",
    "supply.solution.rank_2019", "supply.solution.share", "supply.equipment.rank_2019",
    "supply.foreign_dep.high_equipment", "supply.foreign_dep.high_equipment_sw", "supply.foreign_dep.high_solution",
    "supply.foreign_dep.country", "supply.region.rest", "supply.capacity_concurrent_projects",
    "supply.closure_hazard_per_year", "demand.tech.erp_mes_controller", "demand.tech.planned", "demand.goal",
    "demand.difficulty", "demand.notready.reason", "demand.region", "demand.ksic", "growth.supply_vs_demand",
    "growth.demand_fast", "growth.supply_pessimistic", "growth.factor_2019_2025", "effect.kiet", "effect.profit",
}  # fmt: skip
CONTEXT = {
    "supply.registered_total": "size of the real register, not of the sample",
    "demand.population": "size of the population, not of the sample",
    "demand.adoption.all": "a rate of the population; the sample holds adopters and others half and half on purpose",
    "demand.build.mean_krw_2024": "very skewed, marked as information",
    "region.land": "context", "region.population": "context", "region.youth": "context", "region.top1000": "context",
    "eu.sme_no_digital_role": "context", "effect.official_2019": "no comparison group",
    "effect.official_2020": "no comparison group",
}  # fmt: skip


def test_every_row_of_the_table_is_measured_or_named_as_context() -> None:
    assert set(ROWS) == set(NUMBERS) | MEASURED_ELSEWHERE | set(CONTEXT)


def test_the_same_seed_gives_the_same_market() -> None:
    assert build_market(7, suppliers=20, firms=30, needs=5) == build_market(7, suppliers=20, firms=30, needs=5)
