"""A market cut into blocks comes back as it was, and one changed offer is one other block."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.engine import blocks
from matchmaker.engine.blocks import Blocks, joined
from matchmaker.engine.cases import canonical, taxonomy_plain
from matchmaker.engine.types import Market
from tests.engine.markets import drawn_market, market, tiny_market


def by_supplier(found: Market) -> Market:
    order = np.argsort(found.project_supplier, kind="stable")
    return replace(
        found,
        project_supplier=found.project_supplier[order],
        project_covers=found.project_covers[order],
        project_industry=found.project_industry[order],
        project_text=tuple(found.project_text[row] for row in order),
    )


def again(laid: Blocks) -> Market:
    return joined(laid.market.version, [laid.packed(at) for at in range(len(laid) + 1)])


def same(one: Market, other: Market) -> bool:
    for field in fields(Market):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if field.name == "taxonomy":
            a, b = canonical(taxonomy_plain(a)), canonical(taxonomy_plain(b))
        if isinstance(a, np.ndarray):
            if a.dtype != b.dtype or a.tobytes() != b.tobytes() or a.shape != b.shape:
                return False
        elif a != b:
            return False
    return True


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "RANGE", 2)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_a_market_comes_back_as_it_was(seed: int, counted: bool) -> None:
    found = by_supplier(drawn_market(seed))
    if counted:
        found = replace(found, exposure_deficit=np.linspace(-1, 1, len(found.supplier_id)))
    laid = Blocks(found)
    assert same(again(laid), found)
    assert Blocks(again(laid)).digest == laid.digest


def test_one_changed_offer_is_one_other_block() -> None:
    before = by_supplier(tiny_market())
    dearer = before.price_typical.copy()
    dearer[3] += 1
    old, new = Blocks(before), Blocks(replace(before, price_typical=dearer, version="next"))
    assert sum(a != b for a, b in zip(old.digests, new.digests, strict=True)) == 1
    assert old.digest != new.digest


def test_a_market_without_anybody_is_a_market() -> None:
    empty = market([], [])
    assert len(again(Blocks(empty)).supplier_id) == 0


def test_rows_in_another_order_are_refused() -> None:
    found = by_supplier(tiny_market())
    with pytest.raises(ValueError, match="by id"):
        Blocks(replace(found, offer_id=found.offer_id[::-1].copy()))
