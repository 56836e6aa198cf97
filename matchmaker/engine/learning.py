"""Learns the curves of an ``AdditiveRanker`` from what was preferred to what: ``docs/learning.md`` has the mathematics.

f(x) = a x prior(x) + one piecewise-linear curve a feature. Pairs of one need, logistic loss, a Gaussian penalty that
pulls a to 1 and the curves to zero, bounds for the direction of each feature. The problem is convex: same data and
seed, same curves.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.base import BaseEstimator
from sklearn.utils import Tags, check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from matchmaker.engine.errors import RankerMismatch
from matchmaker.engine.pairing import Pairs, in_sum, pair_weights, pairs_of, swap_weights
from matchmaker.engine.poisoning import Caps, Influence, groupings_of, held, limits_of, tempered
from matchmaker.engine.ramps import Ramps, add_curves, quantile_knots, shares_of_one
from matchmaker.engine.ranking import AdditiveRanker, Curve
from matchmaker.engine.types import Floats, Ints

HELD_TURNS = 3


class PairwiseAdditive(BaseEstimator):
    """Monotone additive pairwise ranker centred on a prior.

    ``signs``: +1, -1 or 0 (free) a feature; None: all free. ``prior``: a Curve a feature, or None.
    Switches: ``monotone`` keeps the signs, ``use_prior`` the prior, ``use_propensities`` the weights for what was seen.
    ``knots`` at most a feature; ``l2`` penalty of the steps, with n needs (1 + ``early_l2`` / n) times as much;
    ``prior_l2`` of a's distance from 1; ``prior_scale``: how many units of log-odds a whole point of the prior is;
    ``level_step`` how much more a further level weighs, ``level_factor`` how many times as much; ``half_trust`` needs
    at which propensities count half; ``most_losers`` a winner is compared with; ``rounds``: how often the fit is
    repeated with pairs weighed by what they change in NDCG@10 (0: all pairs alike). ``caps`` (None: the usual ones)
    hold what one firm or supplier may weigh and pull, where ``fit`` is told who they are.
    """

    def __init__(
        self,
        *,
        signs: Sequence[int] | None = None,
        prior: tuple[Curve, ...] | None = None,
        monotone: bool = True,
        use_prior: bool = True,
        use_propensities: bool = True,
        knots: int = 9,
        l2: float = 1.0,
        early_l2: float = 0.0,
        prior_l2: float = 3.0,
        prior_scale: float = 10.0,
        level_step: float = 0.5,
        level_factor: float = 1.0,
        half_trust: float = 80.0,
        rounds: int = 0,
        most_losers: int = 400,
        caps: Caps | None = None,
        max_iter: int = 300,
        random_state: int | np.random.RandomState | None = 0,
    ) -> None:
        self.signs = signs
        self.prior = prior
        self.monotone = monotone
        self.use_prior = use_prior
        self.use_propensities = use_propensities
        self.knots = knots
        self.l2 = l2
        self.early_l2 = early_l2
        self.prior_l2 = prior_l2
        self.prior_scale = prior_scale
        self.level_step = level_step
        self.level_factor = level_factor
        self.half_trust = half_trust
        self.rounds = rounds
        self.most_losers = most_losers
        self.caps = caps
        self.max_iter = max_iter
        self.random_state = random_state

    def fit(
        self,
        X: Floats,
        y: Floats,
        groups: Ints | None = None,
        propensities: Floats | None = None,
        *,
        actors: Ints | None = None,
        suppliers: Ints | None = None,
    ) -> PairwiseAdditive:
        """``y`` (N,) labels, more is better; ``groups`` (N,) the need of each row (None: one need); ``propensities``
        (N,) chance that the row was looked at; ``actors`` and ``suppliers`` (N,) whose feedback it is and about whom,
        both or none. Raises RankerMismatch where signs or prior are for other features.
        """
        X, y = validate_data(self, X, y, dtype=np.float64, y_numeric=True)
        y = np.asarray(y, dtype=np.float64)
        signs = self._signs(X.shape[1])
        groups = np.zeros(len(y), np.int64) if groups is None else np.unique(groups, return_inverse=True)[1]
        if any(one is not None and len(one) != len(y) for one in (groups, propensities, actors, suppliers)):
            raise ValueError("groups, propensities, actors and suppliers need one value a row")
        if (actors is None) != (suppliers is None):
            raise ValueError("actors and suppliers are told together")
        pairs = pairs_of(y, groups, self.most_losers, check_random_state(self.random_state))
        seen = np.asarray(propensities, float) if self.use_propensities and propensities is not None else None
        weights = pair_weights(pairs, y, (self.level_step, self.level_factor), seen, self.half_trust)
        groupings: tuple[Ints, ...] = ()
        if actors is not None and suppliers is not None and len(weights):
            actors, suppliers = np.asarray(actors), np.asarray(suppliers)
            weights = tempered(weights, actors[pairs.winners], suppliers[pairs.winners], self.caps)
            groupings = groupings_of(pairs, actors, suppliers)
        winners = np.unique(pairs.winners)
        ramps = Ramps([quantile_knots(column, column[winners], self.knots) for column in X.T])
        prior = self.prior if self.use_prior else None
        problem = PairProblem(ramps.table(X), ramps, pairs, weights, self._prior_scores(X, prior))
        hold = (self.l2 * (1.0 + self.early_l2 / max(pairs.needs, 1)), self.prior_l2)
        a, steps = problem.solve(signs, hold, self.max_iter)
        for _ in range(self.rounds if len(weights) else 0):
            problem.weights = in_sum(weights * swap_weights(pairs, y, groups, problem.scores(a, steps)), pairs)
            a, steps = problem.solve(signs, hold, self.max_iter)
        if groupings:
            a, steps = self._held(problem, signs, hold, groupings, a, steps)
        self.prior_factor_ = a if prior is not None else 0.0
        self.curves_ = self._curves(ramps.curves(steps), prior, a)
        self.pairs_, self.needs_, self.n_iter_ = len(weights), pairs.needs, problem.iterations
        return self

    def predict(self, X: Floats) -> Floats:
        """(N,) scores: the sum of the curves."""
        return np.asarray(self._contributions(X).sum(axis=1))

    def contributions(self, X: Floats) -> Floats:
        """(N, F) what each feature brings; the row adds up to the score."""
        return self._contributions(X)

    def _held(
        self,
        problem: PairProblem,
        signs: Ints,
        hold: tuple[float, float],
        groupings: tuple[Ints, ...],
        a: float,
        steps: Floats,
    ) -> tuple[float, Floats]:
        """Fits again with every group held to ``influence_limits_``: what the usual one pulls, times a few."""
        caps, told = self.caps or Caps(), problem.weights
        influence = Influence(problem.rows(), problem.pairs)
        penalties = np.concatenate([[2.0 * hold[1]], np.full(problem.ramps.size, 2.0 * hold[0])])
        for turn in range(HELD_TURNS + 1):
            slopes, bends = problem.derivatives(a, steps)
            curvature = influence.curvature(problem.weights * bends, penalties)
            pulls = [influence.pulls(told * slopes, one, curvature) for one in groupings]
            if turn == 0:
                self.influence_limits_ = limits_of(pulls, caps)
            if turn < HELD_TURNS:
                problem.weights = told * held(pulls, groupings, self.influence_limits_)
                a, steps = problem.solve(signs, hold, self.max_iter)
        self.influence_ = tuple(influence.pulls(problem.weights * slopes, one, curvature) for one in groupings)
        return a, steps

    def ranker(self) -> AdditiveRanker:
        """The served form: the same order of offers, values from 0, the best adding up to 1; ``to_json`` writes it."""
        check_is_fitted(self)
        curves = shares_of_one(self.curves_)
        return AdditiveRanker(curves).fit(np.zeros((1, len(curves))))

    def _contributions(self, X: Floats) -> Floats:
        check_is_fitted(self)
        X = validate_data(self, X, dtype=np.float64, reset=False)
        return AdditiveRanker(self.curves_).fit(X[:1]).contributions(X)

    def _signs(self, features: int) -> Ints:
        signs = np.zeros(features, np.int64) if self.signs is None else np.asarray(self.signs, np.int64)
        if len(signs) != features or (self.prior is not None and len(self.prior) != features):
            raise RankerMismatch(signs=len(signs), prior=len(self.prior or ()), features=features)
        return signs if self.monotone else np.zeros_like(signs)

    def _prior_scores(self, X: Floats, prior: tuple[Curve, ...] | None) -> Floats:
        scores = np.zeros(len(X))
        for column, curve in enumerate(prior or ()):
            scores += np.interp(X[:, column], curve.knots, curve.values)
        return self.prior_scale * scores

    def _curves(self, learnt: tuple[Curve, ...], prior: tuple[Curve, ...] | None, a: float) -> tuple[Curve, ...]:
        if prior is None:
            return learnt
        return tuple(add_curves(one, base, a * self.prior_scale) for one, base in zip(learnt, prior, strict=True))

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.target_tags.required = True
        return tags


class PairProblem:
    """Loss and gradient over unknowns (a, steps); ``table`` (N, W), ``prior`` (N,) scores."""

    def __init__(self, table: sparse.csr_matrix, ramps: Ramps, pairs: Pairs, weights: Floats, prior: Floats) -> None:
        self.table, self.ramps, self.pairs, self.weights, self.prior = table, ramps, pairs, weights, prior
        self.turned = table.T.tocsr()
        self.iterations = 0

    def solve(self, signs: Ints, hold: tuple[float, float], most: int) -> tuple[float, Floats]:
        """The best (a, steps) under the penalties ``hold`` (l2, prior_l2); without pairs a is 1, the steps are 0."""
        start = np.concatenate([[1.0], np.zeros(self.ramps.size)])
        if not len(self.weights):
            return 1.0, start[1:]
        side = self.ramps.spread(signs)
        low = np.concatenate([[0.0], np.where(side > 0, 0.0, -np.inf)])
        high = np.concatenate([[np.inf], np.where(side < 0, 0.0, np.inf)])
        found = minimize(
            self.loss,
            start,
            args=hold,
            jac=True,
            method="L-BFGS-B",
            bounds=np.column_stack([low, high]),
            options={"maxiter": most, "ftol": 1e-10, "gtol": 1e-7, "maxcor": 20},
        )
        self.iterations = int(found.nit)
        return float(found.x[0]), found.x[1:]

    def rows(self) -> Floats:
        """(N, 1 + W) the rows by unknown, a first."""
        by_step = np.column_stack([self.ramps.heights(one) for one in np.eye(self.ramps.size)] or [np.empty((0, 0))])
        return np.column_stack([self.prior, self.table @ by_step])

    def derivatives(self, a: float, steps: Floats) -> tuple[Floats, Floats]:
        """(P,) and (P,): how each pair pulls apart, and how it bends, before its weight."""
        scores = self.scores(a, steps)
        chance = expit(scores[self.pairs.losers] - scores[self.pairs.winners])
        return chance, chance * (1.0 - chance)

    def scores(self, a: float, steps: Floats) -> Floats:
        return a * self.prior + self.table @ self.ramps.heights(steps)

    def loss(self, unknowns: Floats, l2: float, prior_l2: float) -> tuple[float, Floats]:
        a, steps = unknowns[0], unknowns[1:]
        scores = self.scores(a, steps)
        ahead = scores[self.pairs.winners] - scores[self.pairs.losers]
        value = float(self.weights @ np.logaddexp(0.0, -ahead)) + l2 * float(steps @ steps) + prior_l2 * (a - 1.0) ** 2
        pull = -self.weights * expit(-ahead)
        by_row = np.bincount(self.pairs.winners, pull, len(scores)) - np.bincount(self.pairs.losers, pull, len(scores))
        by_step = self.ramps.back(self.turned @ by_row) + 2.0 * l2 * steps
        by_a = float(by_row @ self.prior) + 2.0 * prior_l2 * (a - 1.0)
        return value, np.concatenate([[by_a], by_step])
