"""What a firm does not want comes in only where nothing else would do, and then the answer says so."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.engine.cases import plain_result, replay, to_case
from matchmaker.engine.matching import match, open_matching
from matchmaker.engine.ranking import prior_ranker
from matchmaker.engine.results import MatchParams
from matchmaker.engine.rules import kept_against_wish, refused, slots_for
from matchmaker.engine.types import Need, Slot
from tests.engine.markets import drawn_market, drawn_need, taxonomy, tiny_need


def slots(*groups: str, unwanted: tuple[str, ...], owned: tuple[str, ...] = ()) -> dict[str, Slot]:
    asked = tuple(Slot(tuple(group.split("|")), True, 1.0) for group in groups)
    need = tiny_need(asked=asked, owned=owned, unwanted=unwanted)
    return {"|".join(slot.codes): slot for slot in slots_for(need, taxonomy())}


def test_an_unwanted_alternative_is_dropped() -> None:
    found = slots("SOL-MES", unwanted=("EQP-HMI", "EQP-ID"))
    assert "EQP-GATEWAY" in found
    assert not any("EQP-HMI" in codes for codes in found)


def test_an_unwanted_alternative_of_an_asked_thing_is_dropped_too() -> None:
    assert "SOL-POP" in slots("SOL-MES|SOL-POP", unwanted=("SOL-MES",))


def test_security_is_not_proposed_to_whoever_does_not_want_it() -> None:
    assert "SOL-SEC" in slots("SOL-MES", unwanted=())
    assert "SOL-SEC" not in slots("SOL-MES", unwanted=("SOL-SEC",))


def test_a_prerequisite_without_alternative_stays_and_says_why() -> None:
    need = tiny_need(asked=(Slot(("SOL-POP",), True, 1.0),), unwanted=("EQP-HMI",))
    found = slots_for(need, taxonomy())
    row = next(at for at, slot in enumerate(found) if slot.codes == ("EQP-HMI",))
    assert found[row].must
    assert kept_against_wish(found, need) == (row,)
    told = match(need, drawn_market(1)).notices
    assert [(one.code, one.values) for one in told] == [("unwanted_kept", {"slot": row})]


def test_what_is_asked_for_by_name_counts_as_wanted() -> None:
    need = tiny_need(asked=(Slot(("SOL-MES",), True, 1.0),), unwanted=("SOL-MES",))
    assert kept_against_wish(slots_for(need, taxonomy()), need) == ()


def test_what_the_firm_owns_settles_a_prerequisite_even_if_it_wants_no_more_of_it() -> None:
    found = slots("SOL-POP", unwanted=("EQP-HMI",), owned=("EQP-HMI",))
    assert "EQP-HMI" not in found


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 100_000), st.data())
def test_nothing_unwanted_is_among_the_choices_where_there_is_another(seed: int, data: st.DataObject) -> None:
    facts, drawn = taxonomy(), drawn_need(seed)
    unwanted = data.draw(st.lists(st.sampled_from(facts.capabilities), max_size=6, unique=True))
    need: Need = replace(drawn, unwanted=tuple(unwanted))
    for slot in slots_for(need, facts):
        assert not refused(need) & set(slot.codes) or refused(need) >= set(slot.codes)


@pytest.mark.parametrize("seed", range(4))
def test_a_case_with_unwanted_things_replays_to_the_same_answer(seed: int) -> None:
    need, market = replace(drawn_need(seed), unwanted=("EQP-HMI", "SOL-SEC")), drawn_market(seed)
    case = to_case(need, market, prior_ranker(), MatchParams())
    assert replay(case) == plain_result(open_matching(need, market).result())
