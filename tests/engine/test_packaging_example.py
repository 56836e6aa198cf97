"""The worked example of docs/packaging.md, number by number."""

from __future__ import annotations

import numpy as np
import pytest

from matchmaker.engine.packaging import Change, Prepared, prepare
from matchmaker.engine.types import PackageProblem

NO = -np.inf
A, B, C = range(3)


def example() -> Prepared:
    return prepare(
        PackageProblem(
            slot_must=np.array([True, True]),
            offer_supplier=np.array([A, B, C]),
            offer_price=np.array([40e6, 40e6, 70e6]),
            offer_weeks=np.array([8.0, 12.0, 10.0]),
            fit=np.array([[50.0, NO], [NO, 45.0], [44.0, 40.0]]),
            needs=np.zeros((3, 2), dtype=bool),
            late_weeks=np.zeros(3),
            far_hops=np.zeros(3),
            supplier_points=np.zeros(3),
            lead_points=np.array([3.0, NO, 1.0]),
            speaks=np.array([[True], [True], [False]]),
            home=np.array([0, 0, 1]),
            pairs=np.zeros((0, 2), dtype=np.int64),
            pair_points=np.zeros(0),
            pinned=np.zeros(3, dtype=bool),
            budget=100e6,
            price_reference=100e6,
        )
    )


def test_the_two_local_suppliers_win() -> None:
    best = example().solve().best
    assert best.members == (A, B)
    assert best.lead == A
    assert best.value == pytest.approx(86.8)
    assert best.terms == pytest.approx(
        {
            "fit": 95,
            "lead": 3,
            "supplier": 0,
            "protocol": 1.4,
            "region": 1,
            "joint": 0,
            "members": -4,
            "price": -9.6,
        }
    )
    assert best.weeks == 12


def test_with_less_money_the_single_supplier_wins() -> None:
    best = example().what_if(Change(budget=75e6)).best
    assert best.members == (C,)
    assert best.value == pytest.approx(75.1)


def test_the_pool_of_everything_holds_the_two_packages() -> None:
    assert [package.members for package in example().pool(1.0).packages] == [(A, B), (C,)]
