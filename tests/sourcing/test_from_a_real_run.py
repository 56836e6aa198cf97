"""From a run of the engine to the invitation's page: the slots and reasons are those of the run."""

from __future__ import annotations

from typing import Any

import pytest

from matchmaker.accounts.models import User
from matchmaker.engine.features import NAMES
from matchmaker.sourcing.models import RfqInvitation
from matchmaker.sourcing.services import rfq_request
from matchmaker.sourcing.wording import STRONG
from tests import factories
from tests.cast import Browsers
from tests.matching.scenes import ask, finished_run, stock
from tests.sourcing.scenes import asked, firm, invitation


def test_every_feature_has_a_sentence_for_the_supplier() -> None:
    assert set(STRONG) == set(NAMES)


def test_the_page_tells_the_slots_and_reasons_of_the_run(
    sme: User, supplier: User, rival: User, client_for: Browsers
) -> None:
    stock(supplier, rival)
    package = finished_run(ask(sme, "SOL-MES", nice=("EQP-ID",))).packages.get(position=1)
    members = set(package.items.filter(offer__isnull=False).values_list("supplier", flat=True))
    rfq = rfq_request(package=package, actor=sme)
    assert set(rfq.invitations.values_list("supplier", flat=True)) == members
    for user in (supplier, rival):
        row = RfqInvitation.objects.filter(rfq=rfq, supplier=firm(user)).first()
        if row is not None:
            parts = client_for(user).get(f"/invitations/{row.pk}/").context["parts"]
            assert [part.offer.supplier_id for part in parts] == [row.supplier_id] * len(row.slots)
            assert all(part.reasons for part in parts)


@pytest.mark.parametrize(("side", "count"), [("firm", 9), ("supplier", 8)])
def test_a_page_costs_the_same_for_four_members_as_for_two(
    side: str, count: int, sme: User, supplier: User, rival: User, client_for: Browsers, django_assert_num_queries: Any
) -> None:
    crowd = [factories.supplier_user(email=f"s{n}@example.com", firm=f"기업{n}") for n in range(2)]
    for members in ((supplier, rival), (supplier, rival, *crowd)):
        rfq = asked(sme, *members)
        reader = sme if side == "firm" else supplier
        row = invitation(rfq, supplier)
        browser, address = client_for(reader), f"/requests/{rfq.pk}/" if side == "firm" else f"/invitations/{row.pk}/"
        browser.get(address)
        with django_assert_num_queries(count):
            browser.get(address)
