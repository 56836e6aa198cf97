"""From a run of the engine to the invitation's page: the slots and reasons are those of the run."""

from __future__ import annotations

from matchmaker.accounts.models import User
from matchmaker.engine.features import NAMES
from matchmaker.sourcing.models import RfqInvitation
from matchmaker.sourcing.services import rfq_request
from matchmaker.sourcing.wording import STRONG
from tests import factories
from tests.cast import Browsers
from tests.matching.scenes import ask, finished_run, stock
from tests.query_budgets import assert_budget
from tests.sourcing.scenes import firm, invitation, package_of


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


def test_a_page_costs_the_same_for_four_members_as_for_two(
    sme: User, supplier: User, rival: User, client_for: Browsers
) -> None:
    crowd = [factories.supplier_user(email=f"s{n}@example.com", firm=f"기업{n}") for n in range(2)]
    for members in ((supplier, rival), (supplier, rival, *crowd)):
        package = package_of(sme, *members)
        assert_budget(client_for(sme), f"/packages/{package.pk}/request/", "sourcing:rfq_new")
        rfq = rfq_request(package=package, actor=sme)
        assert_budget(client_for(sme), f"/requests/{rfq.pk}/", "sourcing:rfq")
        address = f"/invitations/{invitation(rfq, supplier).pk}/"
        client_for(supplier).get(address)
        assert_budget(client_for(supplier), address, "sourcing:invitation")
