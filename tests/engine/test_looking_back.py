"""The area under the ROC curve against counting pairs by hand, and its interval."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.engine.looking_back import hindsight, roc_auc


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.booleans()), min_size=2, max_size=25))
def test_it_is_the_share_of_pairs_in_the_right_order(rows: list[tuple[int, bool]]) -> None:
    score, failed = np.array([one[0] / 4 for one in rows]), np.array([one[1] for one in rows])
    pairs = [(a, b) for a in score[failed] for b in score[~failed]]
    if not pairs:
        assert np.isnan(roc_auc(score, failed))
        return
    by_hand = sum(1.0 if a > b else 0.5 if a == b else 0.0 for a, b in pairs) / len(pairs)
    assert roc_auc(score, failed) == pytest.approx(by_hand)


def test_shades_are_those_of_the_map_and_the_interval_holds_the_figure() -> None:
    rng = np.random.default_rng(0)
    score = rng.choice([0.0, 0.1, 0.25, 0.6, 0.75, 1.0], size=400)
    failed = rng.random(400) < 0.2 + 0.6 * score
    found = hindsight(score, failed)
    assert found.low < found.auc < found.high
    assert [count for count, _ in found.steps] == [
        int((score == 0).sum()), int((score == 0.1).sum()), int((score == 0.25).sum()), int((score == 0.6).sum()),
        int((score >= 0.75).sum()),
    ]  # fmt: skip
    assert found.steps[0][1] < found.steps[4][1]
    assert np.isnan(hindsight(np.zeros(3), np.zeros(3, dtype=bool)).auc)
