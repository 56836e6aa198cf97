"""What the engine gets of a need: only what was confirmed, weighed, with one budget."""

from typing import Any

import pytest

from demand.budget import cost_from_own, package_budget, subsidy_of
from demand.engine_need import engine_need
from demand.models import Need, Requirement
from matchmaker.accounts.models import User
from matchmaker.matching.shortlists import open_needs
from matchmaker.reference.models import Capability
from tests import factories

pytestmark = pytest.mark.django_db


def ask(need: Need, codes: list[str], strength: str = "must", confirmed: bool = True) -> Requirement:
    return Requirement.objects.create(need=need, codes=codes, strength=strength, confirmed=confirmed)


def test_slots_weigh_a_hundred_and_a_must_twice_a_nice(sme: User) -> None:
    need = factories.need(sme)
    ask(need, ["SOL-MES"])
    ask(need, ["EQP-ID", "EQP-HMI"], "nice")
    slots = engine_need(need).asked
    assert [(slot.codes, slot.must) for slot in slots] == [(("SOL-MES",), True), (("EQP-ID", "EQP-HMI"), False)]
    assert sum(slot.weight for slot in slots) == pytest.approx(100)
    assert slots[0].weight == pytest.approx(2 * slots[1].weight)


def test_a_guess_nobody_confirmed_is_not_asked_for(sme: User) -> None:
    need = factories.need(sme)
    ask(need, ["SOL-MES"], confirmed=False)
    assert engine_need(need).asked == ()


def test_what_the_need_and_the_firm_own_counts_together(sme: User) -> None:
    need = factories.need(sme)
    ask(need, ["SOL-ERP"], "owned")
    need.firm.owned.set(Capability.objects.filter(pk__in=["EQP-NET"]))
    assert engine_need(need).owned == ("EQP-NET", "SOL-ERP")


def test_what_is_asked_for_is_not_owned_by_an_old_profile(sme: User) -> None:
    need = factories.need(sme)
    ask(need, ["SOL-ERP"])
    need.firm.owned.set(Capability.objects.filter(pk__in=["SOL-ERP", "EQP-NET"]))
    assert engine_need(need).owned == ("EQP-NET",)


def test_the_same_thing_said_twice_is_one_slot_with_the_stronger_wish(sme: User) -> None:
    need = factories.need(sme)
    ask(need, ["SOL-MES"], "nice")
    ask(need, ["SOL-MES"], "must")
    (slot,) = engine_need(need).asked
    assert slot.must


@pytest.mark.parametrize(
    ("fields", "krw", "assumption"),
    [
        ({"budget_krw": 200_000_000}, 200_000_000, ""),
        ({"budget_krw": 500_000, "budget_period": "month"}, 18_000_000, "months"),
        ({"budget_krw": 15_000_000, "budget_period": "year"}, 45_000_000, "years"),
        ({"budget_krw": None, "own_krw": 50_000_000}, 50_000_000, "own"),
        ({"budget_krw": None, "own_krw": 50_000_000, "subsidy_krw": 70_000_000}, 120_000_000, "own_subsidy"),
        ({"budget_krw": None}, None, ""),
    ],
)
def test_the_budget_follows_what_was_said(sme: User, fields: dict[str, Any], krw: int | None, assumption: str) -> None:
    budget = package_budget(factories.need(sme, **fields))
    assert (budget.krw, budget.assumption) == (krw, assumption)


def test_standards_come_from_what_the_text_insists_on(sme: User) -> None:
    need = factories.need(sme, flags=["opcua", "subsidy"])
    assert engine_need(need).standards == ("OPC UA",)


def test_place_and_industry_unsaid_come_from_the_firm(sme: User) -> None:
    need = factories.need(sme, region_id=None)
    assert engine_need(need).region == "48"
    assert engine_need(need).industry == "30"


def test_only_confirmed_and_open_needs_are_matched(sme: User) -> None:
    checked = factories.need(sme)
    factories.need(sme, status="draft")
    factories.need(sme, status="closed")
    assert list(open_needs()) == [checked]


@pytest.mark.parametrize("cost", [10_000_000, 399_000_000, 400_000_000, 900_000_000])
def test_the_dearest_package_an_own_part_carries_leaves_exactly_that_part(cost: int) -> None:
    own = cost - subsidy_of(cost, 0.5, 200_000_000)
    assert cost_from_own(own, 0.5, 200_000_000) == pytest.approx(cost)
