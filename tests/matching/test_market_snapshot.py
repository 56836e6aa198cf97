"""Rows become the engine's market: only what is published and verified, prices for the whole job, rates shrunk."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from django.utils import timezone

from matchmaker.matching import facts
from matchmaker.matching.market import market_snapshot
from matchmaker.matching.models import Feedback
from suppliers.models import PastProject, Supplier
from tests import factories

pytestmark = pytest.mark.django_db


def firm(user: object) -> Supplier:
    return Supplier.objects.get(organisation__memberships__user=user)


def test_it_holds_published_offers_of_verified_suppliers_only(supplier: object, rival: object) -> None:
    shown = factories.offer(firm(supplier), "SOL-MES", includes=["EQP-HMI"])
    factories.offer(firm(supplier), "SOL-ERP", status="draft")
    factories.offer(firm(rival), "SOL-MES")
    Supplier.objects.filter(pk=firm(rival).pk).update(status="suspended")
    market = market_snapshot()
    assert market.offer_id.tolist() == [shown.pk]
    covered = [market.taxonomy.capabilities[column] for column in np.flatnonzero(market.covers[0])]
    assert sorted(covered) == ["EQP-HMI", "SOL-MES"]
    assert market.speaks[0].sum() == shown.standards.count()
    assert market.served.all()


def test_running_fees_are_counted_for_three_years(supplier: object) -> None:
    factories.offer(firm(supplier), "SVC-MAINT", price_low_krw=1, price_typical_krw=10, price_high_krw=20)
    factories.offer(firm(supplier), "SVC-LEASE", price_low_krw=1, price_typical_krw=10, price_high_krw=20)
    assert market_snapshot().price_typical.tolist() == [30.0, 360.0]
    place = facts.taxonomy().capabilities.index("SVC-MAINT")
    assert facts.taxonomy().price_typical[place] == 36_000_000


def test_rates_start_at_the_prior_and_move_with_what_happened(supplier: object, rival: object, sme: object) -> None:
    need = factories.need(sme)
    for kind in ("accepted", "declined", "silent", "opened"):
        Feedback.objects.create(need=need, supplier=firm(supplier), kind=kind)
    PastProject.objects.create(supplier=firm(supplier), title="볼트 공장", finished_on=date(2025, 1, 1), satisfaction=5)
    market = market_snapshot()
    assert market.reply_rate.tolist() == pytest.approx([(2 + 0.6 * 5) / (3 + 5), 0.6])
    assert market.outcome.tolist() == pytest.approx([(1 + 0.7 * 3) / (1 + 3), 0.7])


def test_outcomes_are_told_by_projects_reviews_and_measured_figures(
    supplier: object, rival: object, sme: object
) -> None:
    one, other = factories.need(sme), factories.need(sme)
    told = [
        {"need": one, "kind": "rating", "value": 4.0},  # 0.75
        {"need": one, "kind": "outcome", "reason": "completion", "value": 1.0},
        {"need": one, "kind": "outcome", "reason": "month_12", "value": 0.5},  # with the one before: 0.75
        {"need": other, "kind": "outcome", "reason": "unused", "value": 1.0},  # 0, whatever was reached once
        {"need": other, "kind": "outcome", "reason": "completion", "value": None},  # nothing measured: no voice
    ]
    PastProject.objects.create(supplier=firm(supplier), title="볼트 공장", finished_on=date(2025, 1, 1), satisfaction=3)
    before = market_snapshot()
    for row in told:
        Feedback.objects.create(supplier=firm(supplier), **row)
    market = market_snapshot()
    assert market.version != before.version
    assert before.outcome.tolist() == pytest.approx([(0.5 + 0.7 * 3) / (1 + 3), 0.7])
    assert market.outcome.tolist() == pytest.approx([(0.5 + 0.75 + 0.75 + 0 + 0.7 * 3) / (4 + 3), 0.7])


def test_a_programme_level_counts_until_it_runs_out(supplier: object, rival: object) -> None:
    today = timezone.localdate()
    Supplier.objects.filter(pk=firm(supplier).pk).update(programme_level_until=today)
    Supplier.objects.filter(pk=firm(rival).pk).update(programme_level_until=today - timedelta(days=1))
    assert market_snapshot().evidence.tolist() == [2, 0]


def test_partners_of_a_project_are_a_pair_once_a_project(supplier: object, rival: object) -> None:
    for owner, partner in ((supplier, rival), (rival, supplier)):
        project = PastProject.objects.create(supplier=firm(owner), title="공동", finished_on=date(2025, 1, 1))
        project.partners.add(firm(partner))
    market = market_snapshot()
    assert market.joint.tolist() == [[0, 1]]
    assert market.joint_count.tolist() == [2]


def test_who_names_no_region_serves_the_seat_and_its_neighbours(supplier: object) -> None:
    factories.offer(firm(supplier), "SOL-MES").regions.clear()
    market = market_snapshot()
    served = {market.taxonomy.regions[column] for column in np.flatnonzero(market.served[0])}
    assert served == {"48", "26", "27", "31", "46", "47", "52"}


def test_it_is_held_until_something_changes(supplier: object, django_assert_num_queries: object) -> None:
    offer = factories.offer(firm(supplier), "SOL-MES")
    first = market_snapshot()
    with django_assert_num_queries(2):
        assert market_snapshot() is first
    offer.price_high_krw += 1
    offer.changed_at = timezone.now()
    offer.save()
    assert market_snapshot() is not first


def test_an_empty_market_is_a_market(reference: None) -> None:
    market = market_snapshot()
    assert market.covers.shape == (0, 70)
    assert market.joint.shape == (0, 2)


def test_hops_follow_the_map(reference: None) -> None:
    told = facts.taxonomy()
    at = {code: row for row, code in enumerate(told.regions)}
    assert told.region_hops[at["48"], at["26"]] == 1
    assert told.region_hops[at["11"], at["48"]] == 4
    assert told.region_hops[at["50"], at["11"]] == 9
    assert (told.region_hops == told.region_hops.T).all()
