"""What an answer rests on is kept once: many runs share a market, and a changed offer adds little to what is stored."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta

import pytest
from django.utils import timezone

from matchmaker.engine import blocks
from matchmaker.engine.cases import canonical, replay, to_case
from matchmaker.matching import states
from matchmaker.matching.models import MarketBlock, MarketState, MatchRun
from matchmaker.matching.shortlists import basis_now
from matchmaker.matching.states import case_opened, case_text, states_tidy
from suppliers.models import Offer
from tests.matching.scenes import ask, finished_run, stock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "RANGE", 1)
    states._read.clear()
    states._laid.clear()


@pytest.fixture
def run(sme: object, supplier: object, rival: object) -> MatchRun:
    stock(supplier, rival)
    return finished_run(ask(sme, "SOL-MES"))


def cheaper(offer: Offer) -> None:
    Offer.objects.filter(pk=offer.pk).update(
        price_typical_krw=offer.price_typical_krw - 10_000, changed_at=timezone.now()
    )


def test_two_answers_on_one_market_keep_it_once(run: MatchRun) -> None:
    again = finished_run(run.need, trigger="nightly")
    assert again.market_state_id == run.market_state_id
    assert MarketState.objects.count() == 1


def test_a_changed_offer_adds_one_block_and_old_answers_replay_as_before(run: MatchRun) -> None:
    before = MarketBlock.objects.count()
    told = case_text(run)
    cheaper(Offer.objects.filter(ranked__run=run).first())
    again = finished_run(run.need, trigger="nightly")
    assert again.market_state_id != run.market_state_id
    assert MarketBlock.objects.count() == before + 1
    assert case_text(run) == told
    for one in (run, again):
        assert replay(json.loads(case_text(one))) == one.result


def test_a_case_is_read_back_from_its_blocks_after_the_process_forgot(run: MatchRun) -> None:
    told = case_text(run)
    states._laid.clear()
    assert case_text(run) == told
    assert case_text(run) == told


def test_an_answer_that_carries_its_own_slice_still_opens(run: MatchRun) -> None:
    basis = basis_now()
    need, _, ranker, params = case_opened(run)
    text = canonical(to_case(need, basis.index, ranker, params))
    MatchRun.objects.filter(pk=run.pk).update(case=gzip.compress(text.encode()), market_state=None)
    old = MatchRun.objects.get(pk=run.pk)
    assert case_text(old) == text
    assert replay(json.loads(case_text(old))) == run.result
    assert case_opened(old)[0] == need


def test_only_what_nobody_rests_on_is_tidied_away(run: MatchRun) -> None:
    cheaper(Offer.objects.filter(ranked__run=run).first())
    again = finished_run(run.need, trigger="nightly")
    MarketState.objects.update(kept_at=timezone.now() - timedelta(days=2))
    MarketBlock.objects.update(kept_at=timezone.now() - timedelta(days=2))
    assert states_tidy() == (0, 0)
    again.delete()
    assert states_tidy() == (1, 1)
    assert states_tidy() == (0, 0)
    assert replay(json.loads(case_text(run))) == run.result


def test_a_state_that_was_just_written_is_not_tidied_before_its_run_is(run: MatchRun) -> None:
    MatchRun.objects.all().delete()
    assert states_tidy() == (0, 0)
    assert MarketState.objects.exists()
