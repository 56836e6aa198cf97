"""Totals are added up, never typed: they add up, grow with each line, and a missing line is missing and never 0."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.accounts.models import User
from matchmaker.sourcing.choices import BUILD_HEADS, MAINTENANCE_YEARS, CostHead
from matchmaker.sourcing.quotes.costing import Gap, Line, add_up, own_share, totals_of
from tests.sourcing.stages import accepted_rfq, draft_quote

DOC = Path(__file__).parents[3] / "docs" / "quotes.md"
HEADS = {"item": CostHead.ITEM, "engineering": CostHead.ENGINEERING, "integration": CostHead.INTEGRATION}
HEADS |= {"training": CostHead.TRAINING, "installation": CostHead.INSTALLATION, "maintenance": CostHead.MAINTENANCE}


@st.composite
def line(draw: st.DrawFn) -> Line:
    head = draw(st.sampled_from(CostHead.values))
    return Line(
        part=draw(st.sampled_from(["A", "B", "C"])),
        head=head,
        amount_krw=draw(st.integers(0, 10**10)),
        slot=draw(st.integers(0, 3)) if head == CostHead.ITEM else -1,
        year=draw(st.sampled_from(MAINTENANCE_YEARS)) if head == CostHead.MAINTENANCE else 0,
    )


@given(st.lists(line(), max_size=30))
def test_everything_adds_up(lines: list[Line]) -> None:
    totals = add_up(lines)
    assert totals.five_year_krw == sum(one.amount_krw for one in lines)
    assert totals.build_krw == sum(totals.by_head[head] or 0 for head in BUILD_HEADS)
    assert totals.build_krw == sum(amount or 0 for amount in totals.by_part.values())
    assert totals.maintenance_krw == (totals.by_head[CostHead.MAINTENANCE] or 0)
    assert totals.build_with_vat == totals.build_krw + totals.vat_krw
    assert abs(totals.vat_krw * 10 - totals.build_krw) <= 5


@given(st.lists(line(), max_size=15).flatmap(lambda lines: st.tuples(st.just(lines), st.permutations(lines))))
def test_the_order_of_the_lines_plays_no_role(pair: tuple[list[Line], list[Line]]) -> None:
    assert add_up(pair[0]) == add_up(pair[1])


@given(st.lists(line(), max_size=15), line())
def test_one_more_line_makes_nothing_cheaper_and_nothing_more_missing(lines: list[Line], more: Line) -> None:
    before, after = add_up(lines, slots=range(4)), add_up([*lines, more], slots=range(4))
    assert after.build_krw >= before.build_krw
    assert after.five_year_krw >= before.five_year_krw
    assert set(after.missing) <= set(before.missing)


@given(st.lists(line(), max_size=15))
def test_missing_is_none_and_never_zero(lines: list[Line]) -> None:
    totals = add_up(lines, slots=range(4), parts=["A", "B", "C"])
    said = {one.head for one in lines}
    assert {head for head, amount in totals.by_head.items() if amount is None} == set(CostHead.values) - said
    priced = {one.part for one in lines if one.head in BUILD_HEADS}
    assert {gap.of for gap in totals.missing if gap.kind == "part"} == {"A", "B", "C"} - priced
    assert {part for part, amount in totals.by_part.items() if amount is None} == {"A", "B", "C"} - priced
    years = {one.year for one in lines if one.head == CostHead.MAINTENANCE}
    assert {gap.of for gap in totals.missing if gap.kind == "year"} == set(MAINTENANCE_YEARS) - years
    assert totals.complete == (not totals.missing) == (not totals.five_year_at_least)


@given(st.integers(0, 10**11), st.floats(0, 1), st.integers(0, 10**9))
def test_the_subsidy_keeps_its_rate_and_its_cap(cost: int, rate: float, cap: int) -> None:
    share = own_share(cost, rate, cap)
    assert share.subsidy_krw + share.own_krw == cost
    assert 0 <= share.subsidy_krw <= min(cap, cost)
    assert own_share(cost + 1, rate, cap).subsidy_krw >= share.subsidy_krw


def test_a_missing_head_of_the_running_cost_leaves_the_build_certain() -> None:
    lines = [Line("A", head, 1) for head in BUILD_HEADS]
    totals = add_up(lines)
    assert (totals.build_at_least, totals.five_year_at_least) == (False, True)
    assert add_up(lines, slots=[7]).build_at_least


def won(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def test_the_worked_example_of_the_documentation_is_what_the_code_says() -> None:
    rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in DOC.read_text("utf-8").splitlines()]
    lines = []
    for who, what, amount in (row for row in rows if len(row) == 3 and row[0] in ("가온시스템", "다온테크")):
        slot, year = re.search(r"slot (\d)", what), re.search(r"year (\d)", what)
        at = {"slot": int(slot[1]) if slot else -1, "year": int(year[1]) if year else 0}
        lines.append(Line(who, HEADS[what.split(",")[0]], won(amount), **at))
    told = {row[0]: row[1] for row in rows if len(row) == 2}
    totals = add_up(lines, slots=[0, 1], parts=["가온시스템", "다온테크"])
    share = own_share(totals.build_krw, 0.5, 50_000_000, totals.vat_krw)
    assert len(lines) == 8
    assert {key: won(told[key]) for key in list(told) if key not in ("sum", "---", "missing")} == {
        "build": totals.build_krw,
        "of it 가온시스템": totals.by_part["가온시스템"],
        "of it 다온테크": totals.by_part["다온테크"],
        "VAT": totals.vat_krw,
        "build with VAT": totals.build_with_vat,
        "maintenance": totals.maintenance_krw,
        "five years": totals.five_year_krw,
        "subsidy": share.subsidy_krw,
        "own share": share.own_krw,
        "own share with VAT": share.own_with_vat,
    }
    assert totals.missing == (Gap("head", "exit"), Gap("year", 3), Gap("year", 4), Gap("year", 5))


@pytest.mark.django_db
def test_the_rows_of_a_quote_give_the_same(sme: User, supplier: User, rival: User) -> None:
    quote = draft_quote(accepted_rfq(sme, supplier, rival))
    totals = totals_of(quote)
    assert totals.build_krw == 93_000_000 + 9_300_000
    assert totals.five_year_krw == totals.build_krw + 27_500_000 + 1_100_000
    assert totals.complete


@pytest.mark.django_db
def test_a_slot_that_nobody_covers_is_missing_unless_the_scope_leaves_it_out(
    sme: User, supplier: User, rival: User
) -> None:
    quote = draft_quote(accepted_rfq(sme, supplier, rival))
    quote.parts.get(lead=False).delete()
    assert totals_of(quote).missing == (Gap("slot", 1),)
    quote.left_out = [1]
    assert totals_of(quote).complete
