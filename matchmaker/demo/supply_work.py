"""What simulated suppliers delivered: few firms did much of it, often in pairs that know each other."""

from __future__ import annotations

import random

from matchmaker.demo.people import SimProject, SimSupplier
from matchmaker.reference.loading import read_rows

MEAN_PROJECTS = 2.4
EVIDENCE = ["self", "self", "document", "document", "programme", "customer"]
LETTERS = "ABCDEFGHJKLMNPRSTUW"


def add_projects(rng: random.Random, made: list[SimSupplier]) -> None:
    """Past projects with partners; numbers are skewed as in real life, a third of the firms has none."""
    industries = read_rows("ksic")
    weights = [float(row["demand_share_pct_assumed"]) for row in industries]
    facts = {row["code"]: row for row in read_rows("capabilities")}
    near: dict[str, list[int]] = {}
    for at, supplier in enumerate(made):
        near.setdefault(supplier.region, []).append(at)
    for at, supplier in enumerate(made):
        appetite = {"small": 1.0, "medium": 2.6, "other": 6.0}[supplier.size]
        count = 0 if rng.random() < 0.33 else min(14, int(rng.expovariate(1 / (MEAN_PROJECTS * appetite))) + 1)
        friends = [other for other in near[supplier.region] if other != at]
        for _ in range(count):
            industry = rng.choices(industries, weights)[0]
            supplier.projects.append(_project(rng, supplier, industry, facts, friends))


def _project(
    rng: random.Random,
    supplier: SimSupplier,
    industry: dict[str, str],
    facts: dict[str, dict[str, str]],
    friends: list[int],
) -> SimProject:
    codes = [offer.code for offer in rng.sample(supplier.offers, min(len(supplier.offers), rng.randint(1, 2)))]
    trade = industry["name_ko"].split(";")[0].removesuffix(" 제조업")
    return SimProject(
        title=f"{trade} {rng.choice(LETTERS)}사 {facts[codes[0]]['name_ko']} 구축",
        codes=codes,
        industry=industry["code"],
        region=rng.choice(supplier.served),
        days_ago=rng.randint(60, 1800),
        amount=sum(offer.typical for offer in supplier.offers if offer.code in codes),
        evidence=rng.choice(EVIDENCE),
        satisfaction=round(min(5.0, max(1.5, rng.gauss(4.0, 0.6))), 1) if rng.random() < 0.6 else None,
        partners=rng.sample(friends, 1) if friends and rng.random() < 0.35 else [],
    )
