"""A trial touches few needs, keeps what it did with the run, and counts what came of it."""

from __future__ import annotations

import json

import numpy as np
import pytest
from django.utils import timezone

from demand.models import Need
from matchmaker.accounts.models import User
from matchmaker.engine.cases import replay
from matchmaker.engine.judging.swaps import nominated
from matchmaker.engine.ranking import from_json, prior_ranker
from matchmaker.matching import trials
from matchmaker.matching.models import Feedback, MatchRun, PackageItem, RankerVersion
from matchmaker.matching.ranker_services import ranker_active, version_promote
from matchmaker.matching.states import case_text
from matchmaker.matching.trials import drafted, position_bias, swaps_signal, trial_plan, watched
from tests import factories
from tests.matching.lived import DAY, answered, followed, two_sellers
from tests.matching.scenes import firm
from tests.matching.versions import PROVED, candidate

pytestmark = pytest.mark.django_db


@pytest.fixture
def sellers(supplier: User, rival: User) -> None:
    two_sellers(supplier, rival)
    third = factories.supplier_user(email="third@example.com", firm="라온")
    for code, price in (("SOL-MES", 70_000_000), ("EQP-ID", 20_000_000), ("SVC-TRAIN", 9_000_000)):
        prices = {"price_low_krw": price // 2, "price_typical_krw": price, "price_high_krw": 2 * price}
        factories.offer(firm(third), code, weeks=30, **prices)


def plans(needs: int) -> list[str]:
    return [trial_plan(Need(pk=pk)).get("kind", "") for pk in range(1, needs + 1)]


def test_half_of_all_needs_have_neighbours_swapped_and_none_see_a_draft_without_a_trial(reference: None) -> None:
    kinds = plans(400)
    assert abs(kinds.count("swaps") / 400 - trials.SWAPPED_NEEDS) < 0.1
    assert "draft" not in kinds


def test_a_trial_reaches_a_stated_share_of_needs_and_always_the_same(reference: None) -> None:
    candidate(status="trial")
    kinds = plans(400)
    assert abs(kinds.count("draft") / 400 - trials.DRAFTED_NEEDS) < 0.08
    assert kinds == plans(400)


def test_a_trial_of_an_older_release_fails_no_request(
    sellers: None, sme: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    foreign = {"kind": "additive", "curves": {"gone": {"knots": [0.0], "values": [0.0]}}}
    RankerVersion.objects.create(name="old", checksum="old", curves=foreign, status="trial")
    monkeypatch.setattr(trials, "DRAFTED_NEEDS", 1.0)
    assert MatchRun.objects.get(need=answered(sme)).status == "done"


def test_a_draft_is_kept_with_the_run_and_replayed_from_its_case(
    sellers: None, sme: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = candidate(status="trial", only="price")
    monkeypatch.setattr(trials, "DRAFTED_NEEDS", 1.0)
    run = MatchRun.objects.get(need=answered(sme))
    assert (run.trial["kind"], run.trial["version"]) == ("draft", version.pk)
    assert len(run.trial["teams"]) == run.packages.count()
    assert run.packages.get(position=1).label == "best"
    assert replay(json.loads(case_text(run))) == run.result


def test_a_run_that_tries_nothing_says_nothing(sellers: None, sme: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "SWAPPED_NEEDS", 0.0)
    run = MatchRun.objects.get(need=answered(sme))
    assert run.trial == {}
    assert "trial" not in json.loads(case_text(run))


def test_what_a_card_brought_is_credited_to_who_picked_it(
    sellers: None, sme: User, supplier: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = candidate(status="trial", only="price")
    monkeypatch.setattr(trials, "DRAFTED_NEEDS", 1.0)
    need = answered(sme)
    followed(need, supplier, "invited", "accepted", "quoted")
    shown = drafted(version)
    assert set(shown.needs) == {need.pk}
    assert shown.places == list(range(len(shown.places)))
    assert max(shown.quotes) > 0.0
    assert max(shown.awards) == 0.0


def test_swapped_neighbours_tell_which_ranker_was_right(
    sellers: None, sme: User, supplier: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pairs are counted with the sign of each ranker's own worth, whoever made the answer."""
    monkeypatch.setattr(trials, "SWAPPED_NEEDS", 1.0)
    for _ in range(4):
        followed(answered(sme), supplier, "invited")
    told = swaps_signal(from_json(candidate(only="price").curves))
    assert told.needs == MatchRun.objects.filter(trial__kind="swaps").count()
    assert swaps_signal(prior_ranker()).z == 0.0, "against itself nothing can be told"


def test_what_was_promoted_is_watched_against_the_version_before_it(
    sellers: None, sme: User, supplier: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trials, "WATCHED_NEEDS", 1.0)
    version = candidate(status="trial", only="price", proof=PROVED, metrics={"older": 1})
    before = ranker_active()
    version_promote(version=version, actor=None)
    need = answered(sme, days_ago=0)
    assert MatchRun.objects.get(need=need).trial["version"] == before.pk
    picks = watched(version)
    assert set(picks.needs) == {need.pk}
    assert picks.teams == [1 - team if team >= 0 else team for team in drafted(before).teams]


def asked_of_an_upper_card(user: User, *, days_ago: float) -> None:
    """A quote is asked of an offer that stands on the upper card of a tossed pair and on the lower one of none.

    Where the coin falls depends on the number of the need, so there are as many needs as that takes.
    """
    for _ in range(64):
        run = MatchRun.objects.get(need=answered(user))
        offers = PackageItem.objects.filter(package__run=run, offer__isnull=False)
        uppers = run.trial.get("uppers", [])
        lower = offers.filter(package__position__in=[at + 1 for at in uppers]).values("offer")
        item = offers.filter(package__position__in=uppers).exclude(offer__in=lower).order_by("pk").first()
        if item is not None:
            when = timezone.now() - days_ago * DAY
            fields = {"need": run.need, "supplier": item.supplier, "offer": item.offer, "at": when}
            Feedback.objects.create(run=run, kind="invited", **fields)
            return
    raise AssertionError("64 needs and no coin tossed for such an offer")


def test_position_bias_is_read_off_tossed_neighbours_known_by_the_cut(
    sellers: None, sme: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trials, "SWAPPED_NEEDS", 1.0)
    asked_of_an_upper_card(sme, days_ago=8)
    asked_of_an_upper_card(sme, days_ago=5)
    told = [position_bias(timezone.now() - days * DAY) for days in (9, 7, 4)]
    assert 0 == told[0].clicks < told[1].clicks < told[2].clicks
    assert told[0].eta < told[1].eta < told[2].eta, "who stood higher was asked: attention falls faster"
    assert told[0].error > told[1].error > told[2].error


def test_nothing_tried_gives_no_signal(reference: None) -> None:
    empty = np.zeros(0, dtype=np.int64)
    assert swaps_signal(prior_ranker()) == nominated(empty, empty, *(np.zeros(0) for _ in range(3)))
