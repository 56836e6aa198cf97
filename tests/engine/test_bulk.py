"""Ranking many needs at once gives what ranking each by itself gives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from matchmaker.engine.bulk import best_of, rank_all
from matchmaker.engine.crowd import crowd, part
from matchmaker.engine.freshness import top_k, tops_of
from matchmaker.engine.matching import open_matching
from matchmaker.engine.ranking import prior_ranker
from matchmaker.engine.retrieval import MarketIndex
from matchmaker.engine.rules import slots_for
from matchmaker.engine.textindex import queries, query
from matchmaker.engine.types import Need
from tests.engine.markets import drawn_market, drawn_need, taxonomy

K = 5


def needs() -> tuple[Need, ...]:
    """Drawn ones, and the corners: no place, no words, no limits, standards, a supplier left out."""
    drawn = [drawn_need(seed, id=seed) for seed in range(40)]
    return (
        *drawn,
        replace(drawn[0], id=90, region=None, industry=None),
        replace(drawn[1], id=91, text="", budget_krw=None, deadline_weeks=None),
        replace(drawn[2], id=92, standards=("OPC UA", "MQTT")),
        replace(drawn[3], id=93, excluded=(1, 2, 3, 4, 5)),
        replace(drawn[4], id=94, budget_krw=1.0),
    )


@pytest.mark.parametrize("seed", [11, 12])
def test_it_is_the_ranking_of_each_need(seed: int) -> None:
    index, ranker = MarketIndex(drawn_market(seed, suppliers=70)), prior_ranker()
    asked = crowd(needs(), index.taxonomy)
    found = rank_all(asked, index, ranker, K)
    for row, need in enumerate(asked.needs):
        scores, ids = top_k(need, slots_for(need, index.taxonomy), index, ranker, K)
        own = asked.owner == row
        assert found.ids[own].tolist() == ids.tolist()
        np.testing.assert_array_equal(found.scores[own], scores)


def test_a_full_answer_lists_the_same_ten_with_the_same_scores() -> None:
    index, ranker = MarketIndex(drawn_market(11, suppliers=70)), prior_ranker()
    asked = crowd(needs(), index.taxonomy)
    found = rank_all(asked, index, ranker, K)
    for row, need in enumerate(asked.needs):
        own, listed = asked.owner == row, open_matching(need, index, ranker).listed
        tops = tops_of(listed, index, K)
        assert (tops.ids.tolist(), tops.scores.tolist()) == (found.ids[own].tolist(), found.scores[own].tolist())


def test_some_of_the_needs_rank_as_among_all() -> None:
    index, ranker = MarketIndex(drawn_market(11, suppliers=70)), prior_ranker()
    asked = crowd(needs(), index.taxonomy)
    rows = np.array([7, 2, 41])
    few = part(asked, rows)
    assert [need.id for need in few.needs] == [asked.needs[row].id for row in rows]
    whole, alone = rank_all(asked, index, ranker, K), rank_all(few, index, ranker, K)
    for at, row in enumerate(rows.tolist()):
        assert alone.ids[few.owner == at].tolist() == whole.ids[asked.owner == row].tolist()


def test_nobody_asked_gives_nothing() -> None:
    index = MarketIndex(drawn_market(11, suppliers=5))
    assert rank_all(crowd((), index.taxonomy), index, prior_ranker(), K).ids.shape == (0, K)


def test_words_of_many_needs_are_those_of_each() -> None:
    texts, facts = ("생산 현황을 보고 싶어요", "", "MES 도입 " * 60), taxonomy().texts
    found = queries(texts, facts)
    for row, text in enumerate(texts):
        columns, weights = query(text, facts)
        assert found[row].indices.tolist() == columns.tolist()
        np.testing.assert_allclose(found[row].data, weights, atol=1e-12)


def test_equal_scores_stand_by_offer_id() -> None:
    scores = np.array([[0.5, 0.5, 0.5, 0.7, 0.5], [0.1, -np.inf, -np.inf, -np.inf, -np.inf]])
    best, ids = best_of(scores, np.array([9, 2, 7, 5, 4]), 3)
    assert ids.tolist() == [[5, 2, 4], [9, -1, -1]]
    assert best[0].tolist() == [0.7, 0.5, 0.5]
