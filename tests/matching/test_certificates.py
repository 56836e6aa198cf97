"""A certificate that two firms hold joins nothing: only standards by which systems talk count as a shared language."""

from __future__ import annotations

import numpy as np
import pytest

from matchmaker.accounts.models import User
from matchmaker.engine.features import spoken_share
from matchmaker.matching.facts import taxonomy
from matchmaker.matching.fitting import used_anywhere
from matchmaker.matching.market import market_snapshot
from matchmaker.reference.loading import read_rows
from matchmaker.reference.models import Standard
from suppliers.models import Supplier
from tests import factories

pytestmark = pytest.mark.django_db
KEPT_NOT_SPOKEN = {"ISO 9001", "IATF 16949", "HACCP", "CE", "ISO 27001", "IEC 62443", "ISO 13849", "SLA"}


def test_what_joins_systems_is_data(reference: None) -> None:
    joining = set(Standard.objects.filter(joins=True).values_list("name", flat=True))
    assert {"OPC UA", "Modbus", "MQTT", "KS X 9101", "ISA-95/B2MML", "AAS"} <= joining
    assert not KEPT_NOT_SPOKEN & joining


def test_the_list_names_no_standard_that_no_capability_has(reference: None) -> None:
    assert {row["name"] for row in read_rows("standards")} <= set(Standard.objects.values_list("name", flat=True))


def test_the_engine_learns_which_are_certificates(reference: None) -> None:
    facts = taxonomy()
    assert set(facts.certificates) >= KEPT_NOT_SPOKEN
    assert facts.joins.sum() == len(facts.standards) - len(facts.certificates)


def test_two_members_with_the_same_certificate_share_no_interface(supplier: User) -> None:
    firm = Supplier.objects.get(organisation__memberships__user=supplier)
    offer = factories.offer(firm, "SOL-HACCP")
    offer.standards.set(Standard.objects.filter(name__in=("HACCP", "ISO 9001")))
    assert used_anywhere([firm.pk]) == {}
    market = market_snapshot()
    assert market.speaks.sum() == 2  # insisting on HACCP must still find it
    facts = market.taxonomy
    assert spoken_share(market.speaks, [], facts.joins).tolist() == [0.0]
    assert spoken_share(market.speaks, [facts.standards.index("HACCP")], facts.joins).tolist() == [1.0]
    assert not np.any(market.speaks & facts.joins)
