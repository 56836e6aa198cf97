"""Simulated demand firms and what they write, after the surveys named in data/marginals.csv."""

from __future__ import annotations

import random

from matchmaker.demo.naming import Names, rows, simulated_number, words
from matchmaker.demo.people import SimFirm, SimNeed
from matchmaker.demo.quotas import dealt, spread_to_mean
from matchmaker.lib.korea import won_ko
from matchmaker.reference.loading import parts, read_rows

SIZES = {"micro": 61.8, "small": 27.2, "medium": 9.7, "midsize": 1.3}
STAFF = {"micro": (3, 9), "small": (10, 49), "medium": (50, 200), "midsize": (201, 700)}
ADOPTERS = 413 / 841
# Sums to 97.2 in the source; the remainder did not say.
LEVELS = {"1": 75.5, "2": 13.1, "3": 8.0, "4": 0.6, "": 2.8}
OWNED = {"SOL-ERP": 76.3, "SOL-MES": 14.4, "EQP-PLC": 16.9}
GOALS = {"efficiency": 56.5, "quality": 37.1, "cost": 22.7}
DIFFICULTIES = {"staff": 44.7, "money": 43.9, "paperwork": 26.0, "finding_supplier": 19.5}
AWARE = {"well": 1.7, "roughly": 9.7, "heard": 36.3, "not_at_all": 52.3}
READY = {"thorough": 0.3, "preparing": 6.0, "not_preparing": 52.3, "not_at_all": 41.3}
REASONS = {"government_support": 31.8, "uncertainty": 27.4, "not_needed": 23.4, "no_interest": 9.0, "other": 8.4}
PLANNED = {"robot": 1.7, "controller": 1.3, "ERP": 1.1}
MEAN_BUILD, FIRM_PAID, MEAN_PLANNED = 151_000_000, 0.634, 250_000_000
DEADLINES = ["3개월 안에", "6개월 안에", "올해 안에", "내년 상반기까지"]


def _flags(rng: random.Random, total: int, per_cent: float) -> list[bool]:
    return dealt(rng, total, {True: per_cent, False: 100 - per_cent})


def _marked(rng: random.Random, total: int, shares: dict[str, float]) -> list[list[str]]:
    """Multiple answers: each name in exactly its share of rows."""
    columns = {name: _flags(rng, total, share) for name, share in shares.items()}
    return [[name for name in shares if columns[name][at]] for at in range(total)]


def build_firms(rng: random.Random, total: int) -> list[SimFirm]:
    regions = dealt(rng, total, {row["code"]: float(row["demand_share_pct_assumed"]) for row in read_rows("regions")})
    trades = dealt(rng, total, {row["code"]: float(row["demand_share_pct_assumed"]) for row in read_rows("ksic")})
    sizes, adopts = dealt(rng, total, SIZES), dealt(rng, total, {True: ADOPTERS, False: 1 - ADOPTERS})
    adopters = sum(adopts)
    levels, owned = dealt(rng, adopters, LEVELS), _marked(rng, adopters, OWNED)
    goals, hard = _marked(rng, total, GOALS), _marked(rng, total, DIFFICULTIES)
    planned = _marked(rng, total, PLANNED)
    aware, ready, reasons = (dealt(rng, total, shares) for shares in (AWARE, READY, REASONS))
    staffed, own = _flags(rng, total, 19.5), _flags(rng, total, 56.9)
    builds = iter(spread_to_mean(rng, adopters, MEAN_BUILD))
    plans = spread_to_mean(rng, total, MEAN_PLANNED)
    names, tails = Names(rng), words("mill")
    made, nth = [], 0
    for at in range(total):
        adopter = adopts[at]
        build = next(builds) if adopter else 0.0
        made.append(
            SimFirm(
                name=names.deal(tails),
                number=simulated_number(1000 + at),
                region=regions[at],
                industry=trades[at],
                size=sizes[at],
                employees=rng.randint(*STAFF[sizes[at]]),
                adopter=adopter,
                level=levels[nth] if adopter else "0",
                owned=owned[nth] if adopter else [],
                goals=goals[at],
                difficulties=hard[at],
                aware=aware[at],
                ready=ready[at],
                not_ready_reason=reasons[at],
                dedicated_staff=staffed[at],
                own_money=own[at],
                build_krw=build,
                own_part_krw=build * FIRM_PAID,
                planned_krw=plans[at],
                planned_techs=planned[at],
            )
        )
        nth += adopter
    return made


def build_needs(rng: random.Random, firms: list[SimFirm], total: int) -> list[SimNeed]:
    """Texts as owners write them, in each firm's own place, trade and money."""
    texts = rows("need_texts")
    cities = {
        row["code"]: [row["name_ko"], *(word for word in parts(row["aliases"]) if "(" not in word)]
        for row in read_rows("regions")
    }
    chosen = [at for at, firm in enumerate(firms) if firm.size != "micro" or rng.random() < 0.5]
    rng.shuffle(chosen)
    needs = []
    for at in sorted(chosen[:total]):
        firm = firms[at]
        fitting = [row for row in texts if firm.industry in row["industries"].split(";")] or texts
        amount = max(20, min(60, round(firm.planned_krw / 10_000_000) * 3)) * 5_000_000
        text = rng.choice(fitting)["text"].format(
            place=_place(rng, cities[firm.region]), amount=won_ko(amount), deadline=rng.choice(DEADLINES)
        )
        needs.append(SimNeed(firm=at, text=text, days_ago=rng.randint(0, 60)))
    return needs


def _place(rng: random.Random, names: list[str]) -> str:
    """The province, or a city of it with the province in front: some city names mean several places."""
    return names[0] if len(names) == 1 or rng.random() < 0.4 else f"{names[0]} {rng.choice(names[1:])}"
