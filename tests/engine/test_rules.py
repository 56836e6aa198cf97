"""The ten rules: what a need brings with it, and what it must not be burdened with."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.engine.matching import match
from matchmaker.engine.rules import (
    ADVICE,
    NOT_AN_END,
    hard_groups,
    is_conditional,
    lead_must_integrate,
    requirements,
    slots_for,
)
from matchmaker.engine.types import Market, Need, Slot
from tests.engine.markets import drawn_market, drawn_need, taxonomy, tiny_need


def asked(*groups: str, owned: tuple[str, ...] = (), must: bool = True) -> Need:
    """A need for these slots; "A|B" are alternatives."""
    slots = tuple(Slot(tuple(group.split("|")), must, 1.0) for group in groups)
    return tiny_need(asked=slots, owned=owned)


def by_codes(need: Need) -> dict[str, Slot]:
    return {"|".join(slot.codes): slot for slot in slots_for(need, taxonomy())}


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000))
def test_weights_add_up_to_100_and_what_was_asked_dominates(seed: int) -> None:
    slots = slots_for(drawn_need(seed), taxonomy())
    assert sum(slot.weight for slot in slots) == pytest.approx(100.0)
    assert sum(slot.weight for slot in slots if slot.origin == "asked") >= 200 / 3 - 1e-9
    assert len({slot.codes for slot in slots}) == len(slots)


@pytest.mark.parametrize("code", sorted(ADVICE))
def test_advice_alone_brings_nothing_with_it(code: str) -> None:
    assert list(by_codes(asked(code))) == [code]


def test_a_build_brings_training_and_proposes_security_from_level_2() -> None:
    slots = by_codes(asked("SOL-MES"))
    assert slots["SVC-TRAIN"].must
    assert slots["SVC-TRAIN"].because == "always"
    assert not slots["SOL-SEC"].must
    assert not is_conditional(slots["SOL-SEC"])
    assert "SOL-SEC" not in by_codes(asked("SOL-POP"))


def test_prerequisites_come_along_unless_owned() -> None:
    assert by_codes(asked("SOL-MES"))["EQP-HMI|EQP-ID|EQP-GATEWAY"].must
    assert "EQP-HMI|EQP-ID|EQP-GATEWAY" not in by_codes(asked("SOL-MES", owned=("EQP-HMI",)))


def test_prerequisites_of_prerequisites_come_along() -> None:
    slots = by_codes(asked("EQP-ASRS"))
    assert slots["SOL-WMS"].must
    assert slots["EQP-ID"].because == "SOL-WMS"
    assert slots["EQP-PLC"].must


def test_a_named_prerequisite_makes_the_open_one_superfluous() -> None:
    slots = by_codes(asked("SOL-MES", "SOL-WMS"))
    assert slots["EQP-ID"].must
    assert "EQP-HMI|EQP-ID|EQP-GATEWAY" not in slots


def test_what_only_some_alternatives_need_waits_until_they_are_chosen() -> None:
    slots = by_codes(asked("SOL-WMS|SOL-ERP"))
    assert is_conditional(slots["EQP-ID"])


@pytest.mark.parametrize("robot", ["EQP-ROBOT", "EQP-COBOT", "EQP-WELD"])
def test_robots_bring_robot_engineering_and_safety(robot: str) -> None:
    slots = by_codes(asked(robot))
    assert slots["SVC-ROBOTSI"].must
    assert slots["EQP-SAFE"].must


@pytest.mark.parametrize("code", ["SOL-AI", "SOL-TWIN"])
def test_ai_and_twin_bring_data_work_unless_the_firm_has_it(code: str) -> None:
    assert by_codes(asked(code))["SVC-DATA"].must
    assert "SVC-DATA" not in by_codes(asked(code, owned=("SVC-DATA",)))


def test_more_than_two_systems_name_an_integrator_and_an_able_lead() -> None:
    two, three = asked("SOL-ERP", "SOL-QMS"), asked("SOL-ERP", "SOL-QMS", "SOL-CMMS")
    assert "SVC-SI" not in by_codes(two)
    assert by_codes(three)["SVC-SI"].must
    assert not lead_must_integrate(slots_for(two, taxonomy()))
    assert lead_must_integrate(slots_for(three, taxonomy()))


def test_a_third_system_by_choice_waits_for_an_integrator() -> None:
    need = tiny_need(asked=tuple(Slot((c,), c == "SOL-ERP", 1.0) for c in ("SOL-ERP", "SOL-QMS", "SOL-CMMS")))
    slots = slots_for(need, taxonomy())
    place = next(row for row, slot in enumerate(slots) if slot.codes == ("SVC-SI",))
    assert is_conditional(slots[place])
    assert {one.code for one in requirements(slots, need, taxonomy()) if one.slot == place} == {"SOL-QMS", "SOL-CMMS"}


def test_an_asked_integrator_is_not_asked_for_twice() -> None:
    slots = slots_for(asked("SOL-ERP", "SOL-QMS", "SOL-CMMS", "SVC-SI"), taxonomy())
    assert [slot.codes for slot in slots].count(("SVC-SI",)) == 1


def test_owned_alternatives_are_not_offered_again() -> None:
    assert list(by_codes(asked("SVC-DIAG|SVC-CONSULT", owned=("SVC-DIAG",)))) == ["SVC-CONSULT"]


def kept_rules(market: Market, need: Need, cover: tuple[int | None, ...]) -> None:
    """Every delivered code that was asked for has its hard needs delivered or owned, and many systems an integrator."""
    slots = slots_for(need, market.taxonomy)
    names = market.taxonomy.capabilities
    row = {int(offer): place for place, offer in enumerate(market.offer_id)}
    delivered: set[str] = set()
    for slot, offer in zip(slots, cover, strict=True):
        if offer is not None:
            own = {names[column] for column in market.covers[row[offer]].nonzero()[0]}
            delivered |= own & set(slot.codes)
            assert own & set(slot.codes)
    if not delivered <= ADVICE:
        assert delivered | set(need.owned) >= {"SVC-TRAIN"}
        for code in delivered:
            for group, _ in hard_groups(code, market.taxonomy):
                assert set(group) & (delivered | set(need.owned)), (code, group)
    systems = [code for code in delivered if code.startswith("SOL-") and code not in NOT_AN_END]
    assert len(systems) <= 2 or "SVC-SI" in delivered | set(need.owned)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 100_000))
def test_no_package_breaks_a_hard_rule(seed: int) -> None:
    market, need = drawn_market(seed % 3, suppliers=150), drawn_need(seed, region=None, budget_krw=None)
    result = match(need, market)
    for card in result.packages:
        kept_rules(market, need, card.cover)
        assert len(card.members) <= 5
        assert card.lead in card.members
