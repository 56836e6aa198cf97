"""Many needs in the engine's form are those that each gives by itself, in a fixed number of queries."""

from __future__ import annotations

from typing import Any

import pytest

from demand.engine_need import engine_need, engine_needs
from demand.models import DemandFirm, Need, Requirement
from tests import factories

pytestmark = pytest.mark.django_db


def test_they_are_the_same_as_one_by_one(sme: Any, other_sme: Any, django_assert_num_queries: Any) -> None:
    for user in (sme, other_sme):
        need = factories.need(user, flags=["opcua"], region_id=None)
        for at, (codes, strength, confirmed) in enumerate(
            [
                (["SOL-MES", "SOL-ERP"], "must", True),
                (["EQP-HMI"], "nice", True),
                (["SVC-TRAIN"], "must", False),
                (["SOL-WMS"], "owned", True),
                (["SOL-CLOUD"], "unwanted", True),
            ]
        ):
            Requirement.objects.create(need=need, codes=codes, strength=strength, confirmed=confirmed, position=9 - at)
        DemandFirm.objects.get(organisation__memberships__user=user).owned.set(["EQP-HMI", "EQP-ID"])
    factories.need(sme, budget_krw=None, own_krw=30_000_000, subsidy_krw=None, deadline_weeks=None)
    rows = Need.objects.order_by("pk")
    with django_assert_num_queries(3):
        found = engine_needs(rows)
    assert found == [engine_need(need) for need in rows]
