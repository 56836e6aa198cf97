"""What the ranker may learn from: what was seen, what came of it, and nothing that was not known then."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone

from demand.models import Need
from matchmaker.accounts.models import Membership, User
from matchmaker.engine.features import NAMES
from matchmaker.matching.evidence import evidence_until
from matchmaker.matching.models import Feedback, Impression, MatchRun, PackageItem
from tests.matching.lived import AWARDED, DAY, answered, followed, two_sellers
from tests.matching.scenes import firm

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sellers(supplier: User, rival: User) -> None:
    two_sellers(supplier, rival)


def test_an_offer_is_a_row_with_the_features_of_its_answer_and_how_far_it_got(sme: User, supplier: User) -> None:
    need = answered(sme)
    followed(need, supplier, *AWARDED)
    found = evidence_until(timezone.now())
    run = MatchRun.objects.get(need=need)
    assert found.X.shape == (len(found.levels), len(NAMES))
    assert found.telling == [need.pk]
    own = set(PackageItem.objects.filter(package__run=run, supplier=firm(supplier)).values_list("offer_id", flat=True))
    assert {int(offer) for offer, level in zip(found.offers, found.levels, strict=True) if level == 5} <= own
    assert 0.0 in found.levels, "who was seen and passed over stands below"
    stored = {row["offer"]: row["values"] for slot in run.result["slots"] for row in slot["ranked"]}
    for offer, values in zip(found.offers, found.X, strict=True):
        assert values.tolist() == stored[int(offer)]


def test_what_nobody_saw_is_no_evidence(sme: User, supplier: User) -> None:
    need = answered(sme)
    followed(need, supplier, *AWARDED)
    Impression.objects.all().delete()
    found = evidence_until(timezone.now())
    assert (len(found.X), found.counts["not_seen"], found.telling) == (0, 4, [])


def test_a_place_is_the_first_one_where_it_was_shown(sme: User, supplier: User) -> None:
    followed(answered(sme), supplier, "invited")
    found = evidence_until(timezone.now())
    assert found.places.min() == 1
    assert set(found.places.tolist()) <= set(Impression.objects.values_list("position", flat=True))


def test_nothing_after_the_cut_is_looked_at(sme: User, supplier: User) -> None:
    followed(answered(sme, days_ago=10), supplier, "invited", days_ago=9)
    cut = timezone.now() - 7 * DAY
    before = evidence_until(cut)
    followed(Feedback.objects.get().need, supplier, "quoted", "awarded", days_ago=6)
    after = evidence_until(cut)
    assert (after.levels.max(), after.counts) == (2, before.counts)
    assert np.array_equal(before.levels, after.levels)
    assert evidence_until(timezone.now()).levels.max() == 5


def test_an_answer_younger_than_what_happened_knows_the_future_and_is_set_aside(sme: User, supplier: User) -> None:
    need = answered(sme, days_ago=1)
    followed(need, supplier, "invited", "quoted", days_ago=3)
    found = evidence_until(timezone.now())
    assert (found.counts["future"], len(found.X)) == (2, 0)


def to_tamper_with(need: Need) -> MatchRun:
    """The need's run with a result of its own: what is read is shared."""
    run = MatchRun.objects.get(need=need)
    run.result = deepcopy(run.result)
    return run


def test_a_feature_put_in_afterwards_is_found_out(sme: User, supplier: User) -> None:
    """Somebody writes who won into the stored features: they no longer give the scores that the answer showed."""
    need = answered(sme)
    followed(need, supplier, *AWARDED)
    run = to_tamper_with(need)
    winner = firm(supplier).pk
    for slot in run.result["slots"]:
        for row in slot["ranked"]:
            row["values"][NAMES.index("reply")] = 1.0 if row["supplier"] == winner else 0.0
    run.save(update_fields=["result"])
    found = evidence_until(timezone.now())
    assert (found.counts["other_features"], len(found.X)) == (4, 0)


def test_a_further_column_is_refused(sme: User, supplier: User) -> None:
    need = answered(sme)
    followed(need, supplier, *AWARDED)
    run = to_tamper_with(need)
    for slot in run.result["slots"]:
        for row in slot["ranked"]:
            row["values"].append(1.0)
            row["contributions"].append(0.0)
    run.save(update_fields=["result"])
    assert evidence_until(timezone.now()).counts["other_features"] == 4


def test_feedback_without_a_run_goes_to_the_answer_it_followed(sme: User, supplier: User) -> None:
    need = answered(sme)
    followed(need, supplier, *AWARDED)
    offer = Feedback.objects.first().offer
    Feedback.objects.create(need=need, supplier=firm(supplier), offer=offer, kind="outcome", value=0.9)
    assert evidence_until(timezone.now()).levels.max() == 7


def test_a_poor_outcome_counts_no_more_than_having_finished(sme: User, supplier: User) -> None:
    need = answered(sme)
    followed(need, supplier, "outcome", value=0.2)
    assert evidence_until(timezone.now()).levels.max() == 6


def test_a_firm_does_not_vote_for_itself(sme: User, supplier: User) -> None:
    Membership.objects.create(user=sme, organisation=firm(supplier).organisation)
    followed(answered(sme), supplier, *AWARDED)
    found = evidence_until(timezone.now())
    assert (found.counts["own"], len(found.X)) == (4, 0)


def test_an_empty_market_gives_no_evidence_and_no_error(db: None) -> None:
    found = evidence_until(timezone.now() + timedelta(days=1))
    assert (found.X.shape, found.telling) == ((0, len(NAMES)), [])
