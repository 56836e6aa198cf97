"""A market of which few offers changed is not read anew, and is the same as if it were."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from django.utils import timezone

from matchmaker.engine.retrieval import MarketIndex, index_market
from matchmaker.engine.types import Market
from matchmaker.matching import facts, market
from matchmaker.matching.market import market_snapshot
from matchmaker.reference.models import Region, Standard
from suppliers.models import Offer, PastProject, Supplier
from tests import factories
from tests.matching.scenes import firm, stock

pytestmark = pytest.mark.django_db


def same(one: Market, other: Market) -> None:
    for field in fields(Market):
        mine, theirs = getattr(one, field.name), getattr(other, field.name)
        if isinstance(mine, np.ndarray):
            np.testing.assert_array_equal(mine, theirs, err_msg=field.name)
        elif field.name != "taxonomy":
            assert mine == theirs, field.name


def alike(one: MarketIndex, other: MarketIndex) -> None:
    assert (one.offer_texts.columns != other.offer_texts.columns).nnz == 0
    assert (one.project_texts.columns != other.project_texts.columns).nnz == 0
    assert one.offers.rows.tolist() == other.offers.rows.tolist()
    assert one.projects.rows.tolist() == other.projects.rows.tolist()


def dearer(offer: Offer) -> None:
    offer.price_high_krw += 1_000_000
    offer.regions.set(Region.objects.all()[:2])
    offer.standards.set(Standard.objects.all()[:1])
    offer.title, offer.changed_at = "다른 이름", timezone.now()
    offer.save()


def hidden(offer: Offer) -> None:
    Offer.objects.filter(pk=offer.pk).update(status="hidden", changed_at=timezone.now())


def another(offer: Offer) -> None:
    factories.offer(offer.supplier, "EQP-COBOT", includes=["EQP-SAFE"])


def fuller(offer: Offer) -> None:
    Supplier.objects.filter(pk=offer.supplier_id).update(open_projects=3, changed_at=timezone.now())


def retold(offer: Offer) -> None:
    PastProject.objects.filter(supplier=offer.supplier).update(title="다른 일")
    Supplier.objects.filter(pk=offer.supplier_id).update(changed_at=timezone.now())


def suspended(offer: Offer) -> None:
    Supplier.objects.filter(pk=offer.supplier_id).update(status="suspended", changed_at=timezone.now())


def deleted(offer: Offer) -> None:
    offer.delete()


@pytest.mark.parametrize("change", [dearer, hidden, another, fuller, retold, suspended, deleted])
def test_what_changed_is_laid_in(change: Any, supplier: Any, rival: Any) -> None:
    stock(supplier, rival)
    for person in (supplier, rival):
        PastProject.objects.create(supplier=firm(person), title="볼트 공장", finished_on="2025-01-01")
    Offer.objects.update(changed_at="2026-01-01T00:00:00Z")
    Supplier.objects.update(changed_at="2026-01-01T00:00:00Z")
    index_market(market_snapshot()).offer_rows  # noqa: B018  (what a worker at work holds)
    change(Offer.objects.filter(supplier=firm(supplier)).first())
    patched = market_snapshot()
    facts._held.pop("market")
    fresh = market_snapshot()
    same(patched, fresh)
    alike(index_market(patched), MarketIndex(fresh))


def test_only_changed_offers_are_read(supplier: Any, rival: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    stock(supplier, rival)
    Offer.objects.update(changed_at="2026-01-01T00:00:00Z")
    Supplier.objects.update(changed_at="2026-01-01T00:00:00Z")
    market_snapshot()
    read: list[Any] = []
    whole = market.offer_columns
    monkeypatch.setattr(market, "offer_columns", lambda facts, only=None: read.append(only) or whole(facts, only))
    offer = Offer.objects.first()
    dearer(offer)
    market_snapshot()
    assert read == [[offer.pk]]
