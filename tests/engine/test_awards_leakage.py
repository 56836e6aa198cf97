"""Nothing of the future reaches a feature, and what carries no knowledge scores like chance."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from matchmaker.engine.awards.evidence import PLAIN_VOTE, Evidence, Table
from matchmaker.engine.awards.history import FutureRefused, History, before
from matchmaker.engine.awards.protocol import check_blind, judged, learn, learner, makers, measure, period
from matchmaker.engine.awards.records import Question, Tender
from tests.engine.award_logs import CUT, END, drawn_log

LOG = drawn_log()
YEAR = CUT - 365


def test_a_history_refuses_awards_of_its_cut_or_later() -> None:
    with pytest.raises(FutureRefused):
        History(LOG, CUT)
    on_the_day = Tender(Question("T", "words", "Museum", CUT), ("firm",))
    with pytest.raises(FutureRefused):
        History([on_the_day], CUT)
    assert before(LOG, CUT).day.max() < CUT


def test_evidence_refuses_a_question_whose_answer_it_may_hold() -> None:
    evidence = makers(LOG)(LOG, CUT)
    with pytest.raises(FutureRefused):
        evidence.table([LOG[0].question])


def test_the_evaluation_passes_what_only_knows_the_past() -> None:
    check_blind(LOG, CUT, makers(LOG))


class Prophet(Evidence):
    """Evidence with a planted feature: how often the supplier wins after the cut."""

    def plant(self, log: tuple[Tender, ...]) -> Prophet:
        names = [name for one in log if one.day >= self.history.cut for name in one.winners]
        self.later = np.array([names.count(name) for name in self.history.suppliers], dtype=float)
        return self

    def table(self, questions: list[Question]) -> Table:
        found = super().table(questions)
        X = found.X.copy()
        X[:, 0] = self.later[found.supplier]
        return replace(found, X=X)


def test_a_planted_feature_that_knows_the_future_is_refused() -> None:
    banks = makers(LOG)(LOG, CUT).banks
    with pytest.raises(FutureRefused):
        check_blind(LOG, CUT, lambda log, cut: Prophet(before(log, cut), banks).plant(tuple(log)))


def test_later_awards_change_nothing_that_is_learnt() -> None:
    kept = tuple(one for one in LOG if one.day < CUT)
    first, second = (learn(period(log, YEAR, CUT, makers(log))).curves_ for log in (LOG, kept))
    assert first == second


def test_shuffled_answers_score_like_chance() -> None:
    """Without the signs: that more evidence is never worse is knowledge, and stays when the answers are shuffled."""
    make = makers(LOG)
    past, case = period(LOG, YEAR, CUT, make), period(LOG, CUT, END, make)
    dealt = np.random.default_rng(0).permutation(past.y)
    false = learner().set_params(monotone=False).fit(past.table.X, dealt, past.table.group)
    chance = measure(case, np.zeros(len(case.y))).ndcg.mean()
    truly = measure(case, learn(past).predict(case.table.X)).ndcg.mean()
    assert truly > chance + 0.1
    assert abs(measure(case, false.predict(case.table.X)).ndcg.mean() - chance) < 0.4 * (truly - chance)


def test_the_same_log_gives_the_same_curves_and_figures() -> None:
    runs = []
    for _ in range(2):
        make = makers(LOG)
        found = learn(period(LOG, YEAR, CUT, make))
        case = period(LOG, CUT, END, make)
        runs.append((found.curves_, found.predict(case.table.X).tobytes()))
    assert runs[0] == runs[1]


def test_an_answer_of_its_own_month_is_not_known_to_monthly_profiles() -> None:
    make = makers(LOG)
    frozen, monthly = period(LOG, CUT, END, make), period(LOG, CUT, END, make, monthly=True)
    assert frozen.table.questions == monthly.table.questions
    assert monthly.known.sum() >= frozen.known.sum()
    last = [one for one in LOG if one.day >= CUT][-1]
    alone = judged(LOG, [last], last.day, make)
    assert alone.table.X.shape[1] == monthly.table.X.shape[1]
    assert alone.table.X[:, PLAIN_VOTE].max() > 0
