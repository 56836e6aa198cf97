"""A market of any size as arrays, and needs to ask of it. Simulated: shares are believable, firms are not real."""

from __future__ import annotations

import numpy as np

from matchmaker.engine.types import Market, Need, Slot
from tests.engine.markets import taxonomy

OFFERS_A_SUPPLIER = 4
PHRASES = 4000


def big_market(offers: int, seed: int = 7) -> Market:
    """About four offers a supplier, a third of them bundles of two, half as many projects as offers."""
    rng = np.random.default_rng(seed)
    facts = taxonomy()
    suppliers, regions = max(offers // OFFERS_A_SUPPLIER, 1), len(facts.regions)
    shares = 1.0 / np.arange(1, len(facts.capabilities) + 1) ** 0.7
    order = rng.permutation(len(shares))
    owner = np.sort(rng.integers(0, suppliers, offers))
    covers = _covers(rng, offers, shares, order)
    usual = covers @ facts.price_typical
    price = np.round(usual * rng.lognormal(0.0, 0.35, offers), -4)
    projects = offers // 2
    phrases = _phrases(rng, facts.texts)
    seat = rng.integers(0, regions, suppliers)
    served = rng.random((suppliers, regions)) < 0.45
    served[np.arange(suppliers), seat] = True
    return Market(
        taxonomy=facts,
        supplier_id=np.arange(1, suppliers + 1),
        supplier_region=seat,
        open_capacity=rng.choice([0, 1, 2, 3, 4], suppliers, p=[0.15, 0.35, 0.25, 0.15, 0.10]),
        onsite_hours=np.where(rng.random(suppliers) < 0.2, np.nan, rng.integers(2, 96, suppliers)),
        evidence=rng.choice([0, 1, 2, 3], suppliers, p=[0.4, 0.3, 0.2, 0.1]),
        reply_rate=rng.beta(6, 3, suppliers),
        outcome=rng.beta(6, 4, suppliers),
        projects_done=rng.poisson(2.0, suppliers),
        can_lead=rng.random(suppliers) < 0.2,
        served=served,
        offer_id=np.arange(1, offers + 1),
        offer_supplier=owner,
        price_low=0.8 * price,
        price_typical=price,
        price_high=1.25 * price,
        weeks=np.round(rng.gamma(4.0, 3.5, offers)) + 1.0,
        speaks=rng.random((offers, len(facts.standards))) < 0.3,
        after_service=rng.random(offers) < 0.9,
        covers=covers,
        offer_text=tuple(phrases[rng.integers(0, PHRASES, offers)].tolist()),
        project_supplier=np.sort(rng.integers(0, suppliers, projects)),
        project_covers=_covers(rng, projects, shares, order),
        project_industry=rng.integers(10, 34, projects),
        project_text=tuple(phrases[rng.integers(0, PHRASES, projects)].tolist()),
        joint=rng.integers(0, suppliers, (suppliers, 2)),
        joint_count=np.ones(suppliers, dtype=np.int64),
        version=f"bench-{offers}-{seed}",
    )


def _covers(rng: np.random.Generator, rows: int, shares: np.ndarray, order: np.ndarray) -> np.ndarray:
    first = order[rng.choice(len(shares), rows, p=shares / shares.sum())]
    second = np.where(rng.random(rows) < 0.33, order[rng.choice(len(shares), rows, p=shares / shares.sum())], first)
    covers = np.zeros((rows, len(shares)), dtype=bool)
    covers[np.arange(rows), first] = True
    covers[np.arange(rows), second] = True
    return covers


def _phrases(rng: np.random.Generator, texts: tuple[str, ...]) -> np.ndarray:
    """Distinct sales texts made of the taxonomy's own words."""
    words = np.array(sorted({word for text in texts for word in text.replace(";", " ").split()}))
    return np.array([" ".join(rng.choice(words, 8)) for _ in range(PHRASES)], dtype=object)


def big_needs(count: int, seed: int = 11, *, words: bool = True) -> tuple[Need, ...]:
    """Needs of two to five asked slots, which the rules turn into three to twelve; every limit is set."""
    rng = np.random.default_rng(seed)
    facts = taxonomy()
    vocabulary = sorted({word for text in facts.texts for word in text.replace(";", " ").split()})
    found = []
    for number in range(count):
        codes = rng.choice(facts.capabilities, int(rng.integers(2, 6)), replace=False)
        asked = tuple(Slot((str(code),), bool(rng.random() < 0.7), 1.0) for code in codes)
        found.append(
            Need(
                id=number,
                text=" ".join(rng.choice(vocabulary, 12)) if words else "",
                asked=asked,
                region=str(rng.choice(facts.regions)),
                industry=str(int(rng.integers(10, 34))),
                budget_krw=float(rng.integers(100, 800)) * 1e6,
                deadline_weeks=float(rng.integers(16, 44)),
            )
        )
    return tuple(found)
