"""A case file replays a run without Django: the same bytes, from a slice that holds all the need can see."""

from __future__ import annotations

import copy
import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.engine.__main__ import main
from matchmaker.engine.cases import canonical, from_case, plain_result, replay, to_case
from matchmaker.engine.errors import CaseInvalid, EngineError
from matchmaker.engine.matching import match
from matchmaker.engine.ranking import prior_ranker
from matchmaker.engine.results import MatchParams
from tests.engine.markets import drawn_market, drawn_need, tiny_market, tiny_need

ROOT = Path(__file__).resolve().parents[2]


def tiny_case() -> dict:
    return to_case(tiny_need(), tiny_market(), prior_ranker(), MatchParams())


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_the_slice_gives_the_result_of_the_whole_market(seed: int) -> None:
    need, market = drawn_need(seed), drawn_market(seed % 4)
    whole = canonical(plain_result(match(need, market)))
    case = canonical(to_case(need, market, prior_ranker(), MatchParams()))
    assert canonical(replay(json.loads(case))) == whole


def test_a_case_survives_being_read_and_written_again() -> None:
    case = tiny_case()
    assert canonical(to_case(*from_case(json.loads(canonical(case))))) == canonical(case)


def test_the_command_prints_the_same_bytes_each_time_and_never_loads_django(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text(canonical(tiny_case()), encoding="utf-8")
    packed = tmp_path / "case.json.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    code = (
        "import sys; from matchmaker.engine.__main__ import main\n"
        "main(sys.argv[1:]); assert 'django' not in sys.modules"
    )
    runs = [
        subprocess.run([sys.executable, *how], cwd=ROOT, capture_output=True, check=True).stdout
        for how in (
            ["-m", "matchmaker.engine", str(path)],
            ["-m", "matchmaker.engine", str(packed)],
            ["-c", code, str(path)],
        )
    ]
    assert runs[0] == runs[1] == runs[2]
    assert runs[0].decode() == canonical(plain_result(match(tiny_need(), tiny_market())))


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        (("format",), "other/9", "format"),
        (("need",), 3, "case.need"),
        (("need", "budget_krw"), "lots", "case.need.budget_krw"),
        (("market", "suppliers", 0, "region"), "99", "case.market.suppliers[0].region"),
        (("market", "offers", 0, "covers"), ["SOL-NOPE"], "case.market.offers[0].covers"),
        (("market", "offers", 0, "supplier"), 777, "case.market.offers[0]"),
        (("market", "taxonomy", "price_typical"), [1.0], "case.market.taxonomy.price_typical"),
        (("params", "colour"), 1, "case.params"),
        (("params", "top"), "many", "case.params.top"),
        (("market", "taxonomy", "region_hops"), [[float("inf")]], "case.market.taxonomy.region_hops"),
        (("ranker",), {"kind": "forest"}, "ranker"),
    ],
)
def test_a_broken_case_is_refused_with_the_name_of_the_field(path: tuple, value: object, field: str) -> None:
    case = copy.deepcopy(json.loads(canonical(tiny_case())))
    inner = case
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    with pytest.raises(CaseInvalid) as refused:
        replay(case)
    assert refused.value.detail["field"] == field


@pytest.mark.parametrize("content", ["", "[]", "{}", "nonsense", '{"format": NaN}'])
def test_the_command_says_what_is_wrong_and_ends_with_2(
    content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "case.json"
    path.write_text(content)
    assert main([str(path)]) == 2
    printed = capsys.readouterr()
    assert json.loads(printed.err)["error"] == "case_invalid"
    assert not printed.out


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.json")]) == 2
    assert json.loads(capsys.readouterr().err)["field"] == "file"
    assert main([]) == 2


def test_other_features_are_a_ranker_mismatch() -> None:
    case = tiny_case()
    case["ranker"]["curves"].pop("price")
    with pytest.raises(EngineError) as refused:
        replay(case)
    assert refused.value.code == "ranker_mismatch"
