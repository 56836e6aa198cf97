"""What the simulated firms are: plain dataclasses, before any row is written."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class SimOffer:
    """``stage`` is the capability's share of stages; prices in KRW for the capability's unit."""

    code: str
    includes: list[str]
    low: int
    typical: int
    high: int
    weeks: int
    standards: list[str]
    onsite_hours: int | None
    warranty_months: int | None
    capacity: int
    software_from: str
    parts_from: str
    scope: str
    effort: str


@dataclass
class SimProject:
    title: str
    codes: list[str]
    industry: str
    region: str
    days_ago: int
    amount: int
    evidence: str
    satisfaction: float | None
    partners: list[int] = field(default_factory=list)


@dataclass
class SimSupplier:
    """``lines`` are the archetypes; ``plans_both`` what the firm says it will be by 2025."""

    name: str
    number: str
    kind: str
    size: str
    region: str
    lines: list[str]
    main_product: str
    solution_type: str
    employees: int
    sales: int
    founded_year: int
    concurrent: int
    open_projects: int
    plans_both: bool
    export_share: float
    domestic_partners: float
    tech_level: float
    programme_level: str
    closure_hazard: float
    served: list[str]
    offers: list[SimOffer] = field(default_factory=list)
    projects: list[SimProject] = field(default_factory=list)


@dataclass
class SimFirm:
    """A demand firm; survey answers beside what the product stores."""

    name: str
    number: str
    region: str
    industry: str
    size: str
    employees: int
    adopter: bool
    level: str
    owned: list[str]
    goals: list[str]
    difficulties: list[str]
    aware: str
    ready: str
    not_ready_reason: str
    dedicated_staff: bool
    own_money: bool
    build_krw: float
    own_part_krw: float
    planned_krw: float
    planned_techs: list[str]


@dataclass
class SimNeed:
    firm: int
    text: str
    days_ago: int


@dataclass
class SimMarket:
    suppliers: list[SimSupplier]
    firms: list[SimFirm]
    needs: list[SimNeed]
    growth_demand: dict[str, float]
    growth_supply: dict[str, float]
    effects: dict[str, float]
