"""The measures: worked by hand, and against scikit-learn where both say the same."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import ndcg_score

from matchmaker.engine.evaluating import (
    by_group,
    calibration_error,
    gains_of,
    ndcg,
    paired_interval,
    recall,
    reciprocal_rank,
    reliability_table,
)

ROWS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=6)


def test_ndcg_of_a_worked_order() -> None:
    """Labels 3, 0, 1 in this order: 7 + 1/2 of at best 7 + 1/log2(3)."""
    found = ndcg(gains_of(np.array([3, 0, 1])), np.array([3.0, 2.0, 1.0]))
    assert found == pytest.approx((7 + 0.5) / (7 + 1 / math.log2(3)))


def test_winners_nobody_knew_count_as_misses() -> None:
    one = np.array([1.0, 0.0])
    assert ndcg(one, np.array([2.0, 1.0])) == 1.0
    assert ndcg(one, np.array([2.0, 1.0]), missed=np.ones(1)) == pytest.approx(1 / (1 + 1 / math.log2(3)))
    assert recall(one > 0, np.array([2.0, 1.0]), missed=3) == 0.25
    assert math.isnan(ndcg(np.zeros(2), np.ones(2)))
    assert math.isnan(recall(np.zeros(2) > 0, np.ones(2)))
    assert reciprocal_rank(np.zeros(2) > 0, np.ones(2)) == 0.0


@settings(max_examples=60, deadline=None)
@given(ROWS, st.integers(1, 6))
def test_ndcg_agrees_with_scikit_learn_ties_and_all(rows: list, k: int) -> None:
    labels, scores = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    if labels.any():
        ours = ndcg(gains_of(labels), scores, k)
        assert ours == pytest.approx(ndcg_score(gains_of(labels)[None], scores[None], k=k))


@settings(max_examples=40, deadline=None)
@given(ROWS, st.integers(1, 6))
def test_tied_rows_count_the_mean_over_their_orders(rows: list, k: int) -> None:
    labels, scores = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    relevant = labels > 1
    ranks, recalls = [], []
    for order in permutations(range(len(rows))):
        ranked = sorted(order, key=lambda row: -scores[row])
        hits = [place for place, row in enumerate(ranked, 1) if relevant[row]]
        ranks.append(1 / hits[0] if hits else 0.0)
        recalls.append(sum(place <= k for place in hits) / max(len(hits), 1))
    assert reciprocal_rank(relevant, scores) == pytest.approx(np.mean(ranks))
    if relevant.any():
        assert recall(relevant, scores, k) == pytest.approx(np.mean(recalls))


def test_groups_are_measured_one_by_one() -> None:
    found = by_group(np.array([1, 0, 0, 1, 0]), np.array([2.0, 1.0, 2.0, 1.0, 9.0]), np.array([4, 4, 7, 7, 9]))
    assert found[:2] == pytest.approx([1.0, 1 / math.log2(3)])
    assert math.isnan(found[2])


def test_a_paired_interval_holds_the_mean_and_is_drawn_the_same_each_time() -> None:
    rng = np.random.default_rng(1)
    theirs = rng.random(400)
    ours = theirs + rng.normal(0.05, 0.1, 400)
    found = paired_interval(ours, theirs)
    assert 0.0 < found.low < found.mean < found.high < 0.1
    assert found == paired_interval(ours, theirs)
    assert paired_interval(theirs, theirs).low == 0.0
    assert math.isnan(paired_interval(np.array([np.nan]), np.zeros(1)).mean)


def test_calibration_of_a_worked_table() -> None:
    said = np.array([0.05, 0.05, 0.95, 1.0])
    happened = np.array([0, 1, 1, 1])
    first, last = reliability_table(happened, said)
    assert (first.count, first.said, first.happened) == (2, pytest.approx(0.05), 0.5)
    assert (last.low, last.high, last.count) == (pytest.approx(0.9), 1.0, 2)
    assert calibration_error(happened, said) == pytest.approx((2 * 0.45 + 2 * 0.025) / 4)
