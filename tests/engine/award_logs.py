"""A small drawn log of awards: three trades, buyers with favourites, some tenders with several winners."""

from __future__ import annotations

from datetime import date

import numpy as np

from matchmaker.engine.awards.records import Question, Tender

TRADES = {
    "cleaning": ["cleaning", "of", "offices", "toilets", "windows", "pest", "housekeeping", "grounds", "waste"],
    "printing": ["printing", "of", "posters", "books", "leaflets", "envelopes", "paper", "binding", "signage"],
    "catering": ["catering", "of", "meals", "snacks", "coffee", "canteen", "kitchen", "lunch", "beverages"],
}
BUYERS = ("Ministry of Roads", "Museum", "Harbour Board")
CUT = date(2023, 1, 1).toordinal()
START, END = date(2021, 1, 1).toordinal(), date(2024, 1, 1).toordinal()


def drawn_log(seed: int = 0, count: int = 360) -> tuple[Tender, ...]:
    """``count`` tenders over three years; a trade's six suppliers win its tenders, each buyer has its favourites."""
    rng = np.random.default_rng(seed)
    days = np.sort(rng.integers(START, END, count))
    found = []
    for number, day in enumerate(days.tolist()):
        trade = str(rng.choice(list(TRADES)))
        buyer = int(rng.integers(len(BUYERS)))
        text = f"Supply {' '.join(rng.choice(TRADES[trade], 5))} lot {number % 7}"
        shares = np.array([4.0 if place % 3 == buyer else 1.0 for place in range(6)])
        many = 2 if rng.random() < 0.3 else 1
        names = [f"{trade} firm {place}" for place in rng.choice(6, many, replace=False, p=shares / shares.sum())]
        if rng.random() < 0.08:
            names = [f"newcomer {number}"]
        found.append(Tender(Question(f"T{number:04d}", text, BUYERS[buyer], day), tuple(names)))
    return tuple(found)


def as_csv(tenders: tuple[Tender, ...]) -> str:
    lines = ["tender_no,tender_description,agency,award_date,tender_detail_status,supplier_name,awarded_amt"]
    for one in tenders:
        head = f"{one.question.id},{one.question.text},{one.question.buyer},{date.fromordinal(one.day)},Awarded"
        lines += [f"{head},{name},1000.0" for name in one.winners]
    return "\n".join(lines) + "\n"
