"""Learning-to-rank sets are read as LightGBM writes them, and the command judges the learner on them."""

from __future__ import annotations

import gzip
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from matchmaker.engine.choosing import SETTINGS, chosen
from matchmaker.engine.learning import PairwiseAdditive
from matchmaker.engine.learning_files import RowsInvalid, read_rows

LINES = "2 1:0.5 3:1.0\n0 2:0.25\n1 1:1\n0 3:0.5\n"


def written(path: Path, seed: int, queries: int = 30, rows: int = 8) -> Path:
    rng = np.random.default_rng(seed)
    X = rng.random((queries * rows, 4))
    y = np.digitize(X[:, 0] - X[:, 2] + rng.normal(0, 0.2, len(X)), [0.2, 0.5])
    lines = [
        " ".join([str(label), *(f"{k + 1}:{v:.4f}" for k, v in enumerate(row))])
        for label, row in zip(y, X, strict=True)
    ]
    path.write_text("\n".join(lines) + "\n")
    path.with_name(f"{path.name}.query").write_text("\n".join([str(rows)] * queries) + "\n")
    return path


def test_rows_are_read_plain_packed_and_marked(tmp_path: Path) -> None:
    (tmp_path / "a").write_text(LINES)
    (tmp_path / "a.query").write_text("3\n1\n")
    (tmp_path / "b.gz").write_bytes(gzip.compress(LINES.encode()))
    (tmp_path / "b.query").write_text("3\n1\n")
    marked = "".join(
        f"{line[:1]} qid:{q}{line[1:]}\n" for line, q in zip(LINES.splitlines(), (7, 7, 7, 3), strict=True)
    )
    (tmp_path / "c").write_text(marked)
    for name in ("a", "b.gz", "c"):
        found = read_rows(tmp_path / name)
        assert found.groups.tolist() == [0, 0, 0, 1]
        assert found.y.tolist() == [2.0, 0.0, 1.0, 0.0]
        assert found.X[0].tolist() == [0.0, 0.5, 0.0, 1.0]
    assert read_rows(tmp_path / "a").widened(6).X.shape == (4, 6)


@pytest.mark.parametrize(
    ("rows", "sizes"),
    [("no rows\n", "1\n"), (LINES, "3\n"), (LINES, "three\n"), (LINES, "5\n-1\n"), (LINES, None), ("1 1:x\n", "1\n")],
)
def test_a_broken_set_is_refused(tmp_path: Path, rows: str, sizes: str | None) -> None:
    path = tmp_path / "a"
    path.write_text(rows)
    if sizes is not None:
        (tmp_path / "a.query").write_text(sizes)
    with pytest.raises(RowsInvalid):
        read_rows(path)
    with pytest.raises(CommandError, match="not a learning-to-rank set"):
        call_command("evaluate_ltr", str(path), str(path))


def test_the_command_prints_our_figure(tmp_path: Path) -> None:
    train, test, out = written(tmp_path / "train", 0), written(tmp_path / "test", 1), StringIO()
    call_command("evaluate_ltr", str(train), str(test), stdout=out)
    first = out.getvalue().splitlines()[0]
    assert first.startswith("ours")
    assert float(first.split()[2]) > 0.8


def test_a_setting_is_chosen_on_the_training_needs_alone(tmp_path: Path) -> None:
    rows = read_rows(written(tmp_path / "train", 0))
    learner, setting = chosen(PairwiseAdditive(), rows.X, rows.y, rows.groups)
    assert setting in SETTINGS
    again, _ = chosen(PairwiseAdditive(), rows.X, rows.y, rows.groups)
    assert again.curves_ == learner.curves_
    few = rows.groups < 2
    assert chosen(PairwiseAdditive(), rows.X[few], rows.y[few], rows.groups[few])[1] == SETTINGS[0]
