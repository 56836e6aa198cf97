"""A bank of simulated needs that several rankers were tried on: what swaps, interleaving, A/B and old logs would see.

Needs and buyers are those of ``simulated_market``. One session a need and instrument is drawn once; the benchmark then
draws many small samples of needs from the bank, as a programme with so few needs would have had them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from benchmarks.simulated_market import AWARDED, BATCH, INVITED, MISTAKES, OPENED, QUOTED, SHOWN, Market, steps
from matchmaker.engine.evaluating import discounts, gains_of
from matchmaker.engine.features import NAMES
from matchmaker.engine.judging.interleaving import team_draft
from matchmaker.engine.judging.swaps import swapped
from matchmaker.engine.propensities import place_chances
from matchmaker.engine.types import Floats, Ints

Scorer = Callable[[Floats, np.random.Generator], Floats]
STEPS = {"clicks": OPENED, "invitations": INVITED, "quotes": QUOTED, "awards": AWARDED}
LIGHT, DRAWS, NEAR = 0.01, 60, 40


@dataclass(frozen=True)
class Case:
    """An old and a new ranker on (n,) needs. ``swaps``: rows (need, place, gap a step.., old margin, new margin);
    ``drafts``: rows (need, place, team, level); ``old``, ``new`` (n, 4) sums of each step under their own lists.

    ``ndcg``: of the old list, of the new one, of the old one with swaps, of the draft. ``replay`` (n, 3): new minus old
    by naive replay, and by inverse propensities on a deterministic and on a lightly noisy log. ``groups`` (n, 2):
    region and industry of each need. ``clicks`` (n, 2): expected under the old and the new list, so without luck.
    """

    swaps: Floats
    drafts: Floats
    old: Floats
    new: Floats
    ndcg: dict[str, float]
    replay: Floats
    groups: Ints
    clicks: Floats

    @property
    def needs(self) -> int:
        return len(self.old)

    @property
    def gained(self) -> float:
        """Share by which the new list is clicked more."""
        old, new = self.clicks.mean(axis=0)
        return float(new / old - 1)


def bank(market: Market, old: Scorer, new: Scorer, needs: int, *, kind: int, replay: bool = False) -> Case:
    """``kind`` numbers the case: another one meets other needs."""
    parts = []
    for start in range(0, needs, BATCH):
        rng = np.random.default_rng([market.seed, 100 + kind, start])
        parts.append(_Batch(market, rng, min(BATCH, needs - start), start).case(old, new, replay))
    ndcg = {name: float(np.mean(np.concatenate([part[4][name] for part in parts]))) for name in parts[0][4]}
    columns = [np.concatenate([part[i] for part in parts]) for i in (0, 1, 2, 3, 5, 6, 7)]
    return Case(*columns[:4], ndcg, *columns[4:])


class _Batch:
    def __init__(self, market: Market, rng: np.random.Generator, count: int, start: int) -> None:
        asked, who, self.table, self.wanted = market.meet(rng, count)
        self.groups = np.column_stack([asked.region, asked.industry])
        self.hunger = market.suppliers.hunger[who]
        self.rng, self.count, self.start, self.seed = rng, count, start, market.seed
        self.across = np.arange(count)[:, None]
        places = np.argsort(np.argsort(-self.wanted, axis=1), axis=1)
        self.gains = gains_of(np.digitize(-places, [-75, -30, -10, -3], right=True).astype(float))

    def case(self, old: Scorer, new: Scorer, replay: bool) -> tuple:
        scores = [self.scores(one) for one in (old, new)]
        orders = [np.argsort(-one, axis=1)[:, :SHOWN] for one in scores]
        swapped_lists, swaps = self.swaps(orders[0], *scores)
        drafted, drafts = self.drafts(*orders)
        sums = [self.sums(self.levels(one)) for one in orders]
        lists = {"old": orders[0], "new": orders[1], "swaps": swapped_lists, "draft": drafted}
        ndcg = {name: self.ndcg(one) for name, one in lists.items()}
        told = self.replay(*scores, *orders) if replay else np.zeros((self.count, 3))
        return swaps, drafts, *sums, ndcg, told, self.groups, np.stack([self.clicks(one) for one in orders], axis=1)

    def scores(self, model: Scorer) -> Floats:
        return model(self.table.reshape(-1, len(NAMES)), self.rng).reshape(self.wanted.shape)

    def levels(self, shown: Ints) -> Ints:
        """(Q, 20) how far each shown supplier went."""
        at = (self.across, shown)
        return steps(self.table[at], self.wanted[at], self.hunger[at], self.rng)

    def clicks(self, shown: Ints) -> Floats:
        """(Q,) how many of the shown are opened on average."""
        looked = place_chances(np.arange(1, SHOWN + 1))
        meant = looked * expit(1.5 * (self.wanted[self.across, shown] - 3.0))
        return (1.0 - (1.0 - meant) * (1.0 - MISTAKES)).sum(axis=1)

    def sums(self, levels: Ints) -> Floats:
        return np.stack([(levels >= step).sum(axis=1) for step in STEPS.values()], axis=1).astype(float)

    def ndcg(self, shown: Ints) -> Floats:
        best = np.sort(self.gains, axis=1)[:, ::-1][:, :10] @ discounts(10)
        return self.gains[self.across, shown[:, :10]] @ discounts(10) / best

    def swaps(self, order: Ints, old: Floats, new: Floats) -> tuple[Ints, Floats]:
        turned = [swapped(order[need], seed=(self.seed, 1, self.start + need)) for need in range(self.count)]
        shown = np.stack([one.order for one in turned])
        levels = self.levels(shown)
        need = np.repeat(np.arange(self.count), [len(one.uppers) for one in turned])
        place = np.concatenate([one.uppers for one in turned])
        upper, lower = shown[need, place], shown[need, place + 1]
        above, below = levels[need, place], levels[need, place + 1]
        gaps = [(above >= step).astype(float) - (below >= step) for step in STEPS.values()]
        margins = [one[need, upper] - one[need, lower] for one in (old, new)]
        return shown, np.column_stack([self.start + need, place, *gaps, *margins])

    def drafts(self, old: Ints, new: Ints) -> tuple[Ints, Floats]:
        made = [team_draft(old[need], new[need], seed=(self.seed, 2, self.start + need)) for need in range(self.count)]
        shown = np.stack([one.order[:SHOWN] for one in made])
        teams = np.stack([one.teams[:SHOWN] for one in made])
        need = np.repeat(self.start + np.arange(self.count), SHOWN)
        place = np.tile(np.arange(SHOWN), self.count)
        return shown, np.column_stack([need, place, teams.ravel(), self.levels(shown).ravel()])

    def replay(self, old: Floats, new: Floats, old_order: Ints, new_order: Ints) -> Floats:
        """What those say who only look at the old log: clicks, new minus old, a need."""
        clicks = (self.levels(old_order) >= OPENED).astype(float)
        naive = [(clicks * discounts(SHOWN)[_places(one[self.across, old_order])]).sum(axis=1) for one in (old, new)]
        certain = (clicks * (new_order == old_order)).sum(axis=1) - clicks.sum(axis=1)
        return np.stack([naive[1] - naive[0], certain, self.weighed(old, old_order, new_order)], axis=1)

    def weighed(self, old: Floats, old_order: Ints, new_order: Ints) -> Floats:
        """Inverse propensities, clipped at 10, of a supplier standing at a place under a little noise."""
        near = np.argsort(-old, axis=1)[:, :NEAR]
        base = old[self.across, near]
        noisy = base + self.rng.normal(0, LIGHT, (DRAWS, *base.shape))
        ranked = near[self.across, np.argsort(-noisy, axis=2)[:, :, :SHOWN]]
        logged = ranked[0]
        chance = np.maximum((ranked == logged).mean(axis=0), 0.1)
        clicks = (self.levels(logged) >= OPENED) / chance
        return (clicks * ((new_order == logged).astype(float) - (old_order == logged))).sum(axis=1)


def _places(scores: Floats) -> Ints:
    return np.argsort(np.argsort(-scores, axis=1), axis=1)
