"""The compiled search: what was compiled from other sources is never used, and ending early is said truly."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.engine.packaging import compiling, search, solve
from matchmaker.engine.packaging.__main__ import smallest
from matchmaker.engine.packaging.exact import price
from matchmaker.engine.packaging.ground import lay
from matchmaker.engine.packaging.tree import walk
from tests.engine.packaging_cases import tiny_problem


def test_any_change_of_a_source_names_another_folder(tmp_path: Path) -> None:
    (tmp_path / "tree.py").write_text("a = 1\n")
    (tmp_path / "leaf.py").write_text("b = 1\n")
    before = compiling.digest(tmp_path)
    assert compiling.digest(tmp_path) == before
    (tmp_path / "leaf.py").write_text("b = 2\n")
    assert compiling.digest(tmp_path) != before


def test_compiled_code_lies_in_the_folder_of_these_very_sources() -> None:
    assert compiling.PLACE is not None
    assert compiling.PLACE.name == f"compiled-{compiling.digest()}"


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "file" / "folder"))
    assert compiling.place() is None
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "folder"))
    assert compiling.place() == tmp_path / "folder" / f"compiled-{compiling.digest()}"


def test_one_small_problem_compiles_what_every_search_uses() -> None:
    assert solve(smallest()).status == "optimal"
    for seed in range(30):
        solve(tiny_problem(seed))
    assert len(walk.signatures) == 1


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.integers(0, 2**32 - 1), st.integers(1, 30))
def test_a_search_that_ends_early_has_met_all_that_is_worth_more_than_its_bound(seed: int, limit: int) -> None:
    ground = lay(tiny_problem(seed))
    if ground is None:
        return
    priced, rows = price(ground), np.arange(ground.suppliers)
    whole = priced.search(ground.floor, keep=True, limit=10**9, rows=rows)
    early = priced.search(ground.floor, keep=True, limit=limit, rows=rows)
    assert whole.bound == -np.inf
    met = {found.members for found in early.found}
    assert met <= {found.members for found in whole.found}
    assert all(found.value <= early.bound + 1e-9 for found in whole.found if found.members not in met)


def test_a_search_without_room_for_more_finds_ends_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    grounds = [ground for seed in range(200) if (ground := lay(tiny_problem(seed))) is not None]
    many = [price(ground).search(ground.floor, keep=True, limit=10**9) for ground in grounds]
    most = max(many, key=lambda one: len(one.found))
    monkeypatch.setattr(search, "MOST_FINDS", 4)
    early = price(most.ground).search(most.ground.floor, keep=True, limit=10**9)
    assert len(early.found) <= 4 < len(most.found)
    met = {found.members for found in early.found}
    assert max(found.value for found in most.found if found.members not in met) <= early.bound + 1e-9
