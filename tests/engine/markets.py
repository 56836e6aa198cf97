"""Small markets for tests: one made by hand, one drawn from a seed; both on the project's own 70 capabilities.

``tiny_market()`` has five suppliers that everybody can keep in their head; ``drawn_market(seed)`` is for properties.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from matchmaker.engine.types import Market, Need, Slot, Taxonomy

DATA = Path(__file__).resolve().parents[2] / "matchmaker" / "reference" / "data"
STANDARDS = ("OPC UA", "MQTT", "Modbus", "REST", "ISA-95/B2MML", "GS1")


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _groups(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(group.split("|")) for group in text.split(";") if group)


def _hops(regions: list[dict[str, str]]) -> np.ndarray:
    """Breadth first over the table of neighbours; 9 where no road leads."""
    codes = [row["code"] for row in regions]
    near = {row["code"]: [code for code in row["adjacent"].split(";") if code] for row in regions}
    hops = np.full((len(codes), len(codes)), 9)
    for start, code in enumerate(codes):
        seen, edge, steps = {code}, [code], 0
        while edge:
            hops[start, [codes.index(c) for c in edge]] = steps
            edge = list(dict.fromkeys(n for c in edge for n in near[c] if n not in seen))
            seen |= set(edge)
            steps += 1
    return hops


@lru_cache(maxsize=1)
def taxonomy() -> Taxonomy:
    """The real capabilities and regions with six common standards."""
    caps, regions = _rows("capabilities.csv"), _rows("regions.csv")
    return Taxonomy(
        capabilities=tuple(row["code"] for row in caps),
        regions=tuple(row["code"] for row in regions),
        standards=STANDARDS,
        hard_needs={row["code"]: _groups(row["prereq_hard"]) for row in caps if row["prereq_hard"]},
        price_typical=np.array([float(row["price_typ_krw"]) for row in caps]),
        level=np.array([int(row["maturity_stage"]) for row in caps]),
        system=np.array([row["code"].startswith("SOL-") for row in caps]),
        region_hops=_hops(regions),
        texts=tuple(f"{row['name_ko']} {row['name_en']} {row['synonyms_ko']} {row['synonyms_en']}" for row in caps),
        version="test-1",
        usual_standards={
            row["code"]: tuple(name for name in STANDARDS if name in row["standards"].split(";")) for row in caps
        },
    )


@dataclass(frozen=True)
class Firm:
    """A supplier as a test writes it down."""

    id: int
    region: str = "41"
    served: tuple[str, ...] | None = None
    capacity: int = 2
    onsite: float = 8.0
    evidence: int = 1
    can_lead: bool = False


@dataclass(frozen=True)
class Deal:
    """An offer as a test writes it down: price in million KRW; low and high are 20 % off and on."""

    firm: int
    codes: tuple[str, ...]
    price: float
    weeks: float = 8.0
    speaks: tuple[str, ...] = ("OPC UA", "REST")
    after_service: bool = True
    text: str = ""


@dataclass(frozen=True)
class Work:
    """A delivered project."""

    firm: int
    codes: tuple[str, ...]
    industry: int = 25
    text: str = ""


def _table(sets: list[tuple[str, ...]], names: tuple[str, ...]) -> np.ndarray:
    return np.array([[name in one for name in names] for one in sets], dtype=bool).reshape(len(sets), len(names))


def market(
    firms: list[Firm], deals: list[Deal], works: list[Work] = (), joint: list[tuple[int, int, int]] = ()
) -> Market:
    """A Market from firms, deals (offer ids 1, 2, ...), works and joint work (firm, firm, count)."""
    facts = taxonomy()
    row = {firm.id: place for place, firm in enumerate(firms)}
    price = np.array([deal.price * 1e6 for deal in deals])
    return Market(
        taxonomy=facts,
        supplier_id=np.array([firm.id for firm in firms]),
        supplier_region=np.array([facts.regions.index(firm.region) for firm in firms]),
        open_capacity=np.array([firm.capacity for firm in firms]),
        onsite_hours=np.array([firm.onsite for firm in firms]),
        evidence=np.array([firm.evidence for firm in firms]),
        reply_rate=np.full(len(firms), 0.7),
        outcome=np.full(len(firms), 0.6),
        projects_done=np.array([sum(work.firm == firm.id for work in works) for firm in firms]),
        can_lead=np.array([firm.can_lead for firm in firms]),
        served=_table([facts.regions if firm.served is None else firm.served for firm in firms], facts.regions),
        offer_id=np.arange(1, len(deals) + 1),
        offer_supplier=np.array([row[deal.firm] for deal in deals], dtype=np.int64),
        price_low=0.8 * price,
        price_typical=price,
        price_high=1.2 * price,
        weeks=np.array([deal.weeks for deal in deals]),
        speaks=_table([deal.speaks for deal in deals], facts.standards),
        after_service=np.array([deal.after_service for deal in deals], dtype=bool),
        covers=_table([deal.codes for deal in deals], facts.capabilities),
        offer_text=tuple(deal.text for deal in deals),
        project_supplier=np.array([row[work.firm] for work in works], dtype=np.int64),
        project_covers=_table([work.codes for work in works], facts.capabilities),
        project_industry=np.array([work.industry for work in works], dtype=np.int64),
        project_text=tuple(work.text for work in works),
        joint=np.array([[row[a], row[b]] for a, b, _ in joint], dtype=np.int64).reshape(-1, 2),
        joint_count=np.array([count for _, _, count in joint], dtype=np.int64),
        version="test-market-1",
    )


def tiny_market() -> Market:
    """Five suppliers: 1 does it all near Seoul, 2-4 do one thing each in Gyeonggi, 5 sits in Busan and is cheap."""
    firms = [
        Firm(1, "11", evidence=3, can_lead=True),
        Firm(2, "41", onsite=4.0),
        Firm(3, "41", evidence=2),
        Firm(4, "41", can_lead=True),
        Firm(5, "26", served=("26", "31", "48"), onsite=float("nan")),
    ]
    deals = [
        Deal(1, ("SOL-MES",), 120, 20, text="중소 제조업 생산관리 프로그램(MES) 구축, 작업지시와 실적집계"),
        Deal(1, ("EQP-HMI", "EQP-ID"), 22, 4, text="현장 단말과 바코드 일괄 설치"),
        Deal(1, ("SVC-TRAIN",), 5, 2, text="사용자 교육"),
        Deal(2, ("EQP-HMI",), 10, 4, text="현장 터치패널과 현황판"),
        Deal(2, ("SVC-TRAIN",), 4, 2, text="현장 정착 교육"),
        Deal(3, ("SOL-MES",), 90, 16, text="금속 가공업 MES 생산실적 자동집계"),
        Deal(3, ("SOL-ERP",), 50, 18, text="회계와 재고를 한 번에 ERP"),
        Deal(4, ("SVC-SI",), 35, 8, text="시스템 연동"),
        Deal(4, ("EQP-ID",), 9, 3, ("GS1",), text="바코드 RFID PDA"),
        Deal(5, ("SOL-MES",), 60, 12, text="저렴한 MES"),
        Deal(5, ("EQP-HMI",), 7, 3, after_service=False, text="중고 단말"),
        Deal(4, ("SOL-SEC",), 30, 8, text="공장 보안 점검"),
    ]
    works = [
        Work(1, ("SOL-MES", "EQP-HMI"), 25, "볼트 공장 생산실적 집계와 작업지시 전산화"),
        Work(3, ("SOL-MES",), 25, "금속 가공 공장 MES 구축"),
        Work(3, ("SOL-ERP",), 10, "식품 공장 ERP"),
        Work(2, ("EQP-HMI",), 24, "현황판 설치"),
    ]
    return market(firms, deals, works, [(2, 3, 2), (3, 4, 1)])


def tiny_need(**changes: object) -> Need:
    """A metal shop in Gyeonggi that wants to see its output: MES is a must, barcodes would be nice; 200 M, 26 weeks."""
    need = Need(
        id=1,
        text="생산실적을 수기로 적고 있어 실시간으로 보고 싶습니다. 볼트 만드는 공장입니다",
        asked=(Slot(("SOL-MES",), True, 1.0), Slot(("EQP-ID",), False, 1.0)),
        region="41",
        industry="25",
        employees=20,
        budget_krw=200e6,
        deadline_weeks=26.0,
    )
    return replace(need, **changes)


WORDS = ("생산", "실적", "집계", "품질", "검사", "바코드", "창고", "재고", "설비", "로봇", "용접", "교육", "연동")


def drawn_market(seed: int, suppliers: int = 40, per_supplier: int = 4) -> Market:
    """A random but believable market: prices around the usual ones, weeks 2-30, a few bundles, projects and pairs."""
    rng = np.random.default_rng(seed)
    facts = taxonomy()
    codes, regions = facts.capabilities, facts.regions
    pick = lambda: " ".join(rng.choice(WORDS, 4))  # noqa: E731
    firms, deals, works = [], [], []
    for number in range(1, suppliers + 1):
        served = tuple(str(region) for region in rng.choice(regions, 8, replace=False))
        onsite = float("nan") if rng.random() < 0.2 else float(rng.integers(2, 72))
        firms.append(
            Firm(number, str(rng.choice(regions)), served, int(rng.integers(0, 4)), onsite, int(rng.integers(0, 4)),
                 bool(rng.random() < 0.3))
        )  # fmt: skip
        for _ in range(per_supplier):
            own = tuple(str(code) for code in rng.choice(codes, 1 + int(rng.random() < 0.3), replace=False))
            usual = sum(facts.price_typical[codes.index(code)] for code in own) / 1e6
            speaks = tuple(str(s) for s in rng.choice(STANDARDS, int(rng.integers(0, 4)), replace=False))
            deals.append(
                Deal(number, own, round(usual * float(rng.uniform(0.5, 1.6)), 1), float(rng.integers(2, 31)), speaks,
                     bool(rng.random() < 0.9), pick())
            )  # fmt: skip
            if rng.random() < 0.5:
                works.append(Work(number, own, int(rng.integers(10, 34)), pick()))
    joint = {tuple(sorted(rng.choice(suppliers, 2, replace=False) + 1)) for _ in range(suppliers)}
    return market(firms, deals, works, [(int(a), int(b), 1 + int(a + b) % 3) for a, b in sorted(joint)])


def drawn_need(seed: int, **changes: object) -> Need:
    """A random need of one to four asked slots over the same capabilities."""
    rng = np.random.default_rng([seed, 7])
    facts = taxonomy()
    asked = []
    for _ in range(int(rng.integers(1, 5))):
        codes = tuple(str(c) for c in rng.choice(facts.capabilities, 1 + int(rng.random() < 0.3), replace=False))
        asked.append(Slot(codes, bool(rng.random() < 0.7), 1.0))
    need = Need(
        id=seed,
        text=" ".join(rng.choice(WORDS, 6)),
        asked=tuple(asked),
        region=None if rng.random() < 0.2 else str(rng.choice(facts.regions)),
        industry=str(int(rng.integers(10, 34))),
        budget_krw=None if rng.random() < 0.2 else float(rng.integers(50, 900)) * 1e6,
        deadline_weeks=None if rng.random() < 0.2 else float(rng.integers(8, 40)),
        standards=("OPC UA",) if rng.random() < 0.2 else (),
    )
    return replace(need, **changes)
