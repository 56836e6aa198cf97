"""How suppliers behaved in the simulated past: who was asked, who answered, who was too busy, how many quotes came.

Arrays and a seed, no database. What decides here (a firm's own willingness, how busy it was that week, luck) is hidden
from the map of gaps, so that looking back on the map is a test and not an echo. Everything is assumed.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from matchmaker.engine.gaps import near_enough, on_the_floor, sells
from matchmaker.engine.types import Floats, Market

# Days after the request went out: an answer counts for the promise within seven (five working days). Whoever said no,
# or nothing in two working days, is replaced by the next, until quotes are due after fourteen days.
PROMISED_DAYS, WAVE_DAYS, WAVES, ASKED_AT_ONCE = 7.0, 2.8, 5, 3
WON, KEPT_BUSY = 1 / 3, 90.0
UNWILLING, TOO_FAR = 0.12, 0.85


@dataclass
class Asking:
    """One invitation: ``said`` "accepted", "declined" or "expired"; days after the request."""

    supplier: int
    offer: int
    slot: int
    said: str
    reason: str
    sent: float
    answered: float | None


@dataclass
class Course:
    """What came of one request: invitations, and for each quote the invitations that it stands on."""

    asked: list[Asking] = field(default_factory=list)
    quotes: list[list[Asking]] = field(default_factory=list)
    answers: int = 0


class PastMarket:
    """Suppliers with a memory of how busy they are; requests are to be put in the order of their days."""

    def __init__(self, market: Market, since: Floats, seed: int) -> None:
        self.market, self.since = market, since
        self.rng = np.random.default_rng(seed)
        count = len(market.supplier_id)
        self.willing = self.rng.beta(4.0, 2.4, size=count)
        self.places = np.maximum(market.open_capacity, 0)
        self.busy_until: list[list[float]] = [[] for _ in range(count)]
        self.taken: list[tuple[int, float, float]] = []  # (supplier id, from, until): places taken by what was won
        self.near, self.floor = near_enough(market), on_the_floor(market.taxonomy.capabilities)
        self.sells = sells(market)

    def request(self, day: float, region: int, musts: list[tuple[int, ...]]) -> Course:
        """``day`` counts up from any beginning; musts as groups of alternatives (capability rows)."""
        course, yes = Course(), []
        for slot, group in enumerate(musts):
            accepted = self._slot(course, day, region, slot, group)
            yes.append(accepted)
        whole = min((len(one) for one in yes), default=0)
        course.quotes = [[one[at] for one in yes] for at in range(min(whole, 3))]
        timely = {one.supplier for one in course.asked if one.answered is not None and one.answered <= PROMISED_DAYS}
        course.answers = len(timely)
        self._award(course, day)
        return course

    def _slot(self, course: Course, day: float, region: int, slot: int, group: tuple[int, ...]) -> list[Asking]:
        """Three are asked, and as many again for whoever said no or nothing, until quotes are due."""
        offers = self.market.covers[:, list(group)].any(axis=1) & (self.since <= day)
        pool = np.unique(self.market.offer_supplier[offers])
        pool = pool[self.market.served[pool, region]]
        order = list(self.rng.permutation(pool))
        accepted: list[Asking] = []
        for wave in range(WAVES):
            missing = ASKED_AT_ONCE - len(accepted)
            for supplier in order[:missing]:
                offer = int(np.flatnonzero(offers & (self.market.offer_supplier == supplier))[0])
                told = self._answer(int(supplier), offer, slot, day, WAVE_DAYS * wave, region, group)
                course.asked.append(told)
                if told.said == "accepted":
                    accepted.append(told)
            order = order[missing:]
            if not order or len(accepted) >= ASKED_AT_ONCE:
                break
        return accepted

    def _answer(
        self, supplier: int, offer: int, slot: int, day: float, sent: float, region: int, group: tuple[int, ...]
    ) -> Asking:
        told = Asking(supplier, offer, slot, "expired", "", sent, None)
        if self.rng.random() > self.willing[supplier]:
            return told
        told.answered = sent + float(min(self.rng.exponential(0.9), 2.0))
        told.said, told.reason = "declined", self._why_not(supplier, day, region, group)
        if not told.reason:
            told.said = "accepted"
        return told

    def _why_not(self, supplier: int, day: float, region: int, group: tuple[int, ...]) -> str:
        running = [end for end in self.busy_until[supplier] if end > day]
        self.busy_until[supplier] = running
        if len(running) >= self.places[supplier]:
            return "capacity"
        if self.floor[list(group)].all() and not self.near[supplier, region] and self.rng.random() < TOO_FAR:
            return "far"
        return "budget" if self.rng.random() < UNWILLING else ""

    def _award(self, course: Course, day: float) -> None:
        """One of the quotes wins, and its members are busy from then on."""
        if course.quotes and self.rng.random() < 3 * WON * 0.9:
            for member in {one.supplier for one in course.quotes[int(self.rng.integers(len(course.quotes)))]}:
                self.busy_until[member].append(day + KEPT_BUSY)
                self.taken.append((int(self.market.supplier_id[member]), day, day + KEPT_BUSY))
