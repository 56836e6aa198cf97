"""Needs of several firms and an executed batch: what tests of insights begin with."""

from __future__ import annotations

from typing import Any

from demand.models import Need, Requirement
from matchmaker.accounts.models import User
from matchmaker.jobs.tasks import run as do
from matchmaker.matching.insights.models import InsightBatch, SupplierInsight
from matchmaker.matching.insights.services import batch_job
from suppliers.models import Supplier
from tests import factories
from tests.matching.scenes import firm


def asking_firms(number: int, *codes: str, start: int = 0, **fields: Any) -> list[Need]:
    """So many firms, each with one checked need for these musts."""
    needs = []
    for at in range(start, start + number):
        need = factories.need(factories.demand_user(email=f"plant{at}@example.com", firm=f"공장{at}"), **fields)
        for code in codes:
            Requirement.objects.create(need=need, codes=[code], strength="must", confirmed=True)
        needs.append(need)
    return needs


def crowd(number: int, code: str, price: int, **fields: Any) -> list[Supplier]:
    """Rivals with one good offer each."""
    rows = []
    for at in range(number):
        user = factories.supplier_user(email=f"crowd{code}{at}@example.com", firm=f"경쟁{code}{at}")
        factories.offer(firm(user), code, price_low_krw=1, price_typical_krw=price, price_high_krw=price * 2, **fields)
        rows.append(firm(user))
    return rows


def executed() -> InsightBatch:
    """Today's batch, its job claimed and done as a worker would."""
    job = batch_job()
    assert job is not None
    do(job.pk)
    return InsightBatch.objects.get(pk=job.params["batch"])


def insight_of(user: User) -> SupplierInsight:
    return SupplierInsight.objects.get(supplier=firm(user))
