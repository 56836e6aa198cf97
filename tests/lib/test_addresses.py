"""Regions from addresses, whatever the spelling."""

from __future__ import annotations

import csv
import os
import warnings
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.lib.addresses import SPELLINGS, region_code_of, region_codes_of

SHARED = Path(os.environ.get("MATCHMAKER_SHARED", Path(__file__).resolve().parents[3] / "shared"))
REGISTER = SHARED / "data" / "suppliers_smartfactory_kr" / "suppliers.csv"


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("서울특별시 성동구 왕십리로", "11"),
        ("서울시 금천구", "11"),
        ("서울 구로구", "11"),
        ("(08390) 서울 구로구", "11"),
        ("강원도 원주시", "51"),
        ("강원특별자치도 원주시", "51"),
        ("전라북도 군산시", "52"),
        ("전북특별자치도 익산시", "52"),
        ("경기도 광주시 오포읍", "41"),
        ("광주시 오포읍 문형리", "41"),
        ("광주시 광산구 진곡산단", "29"),
        ("전남광주통합특별시 광산구", "29"),
        ("전남광주통합특별시 여수시", "46"),
        ("경남 창원시 성산구", "48"),
    ],
)
def test_every_spelling_finds_its_region(address: str, code: str) -> None:
    assert region_code_of(address) == code


@pytest.mark.parametrize("address", ["", "  ", "도쿄도 미나토구", "=cmd", "12345"])
def test_an_address_without_a_region_finds_none(address: str) -> None:
    assert region_code_of(address) is None


def test_a_list_of_regions_names_what_it_does_not_know() -> None:
    assert region_codes_of("서울, 경기도; 화성행궁") == ({"11", "41"}, ["화성행궁"])


@given(st.text(max_size=60))
def test_any_text_gives_a_known_code_or_none(text: str) -> None:
    assert region_code_of(text) in {None, *SPELLINGS}


def test_every_row_of_the_official_register_has_a_region() -> None:
    if not REGISTER.exists():
        warnings.warn(f"NOT CHECKED: the register is not at {REGISTER}; set MATCHMAKER_SHARED", stacklevel=1)
        pytest.skip(f"no register at {REGISTER}")
    with REGISTER.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    lost = [row["address"] for row in rows if region_code_of(row["address"]) is None]
    assert len(rows) == 2277
    assert lost == []
