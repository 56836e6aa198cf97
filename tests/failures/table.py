"""What was killed, how often, and what of it was lost or done twice: one row a test, printed at the end."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

FULL = os.environ.get("FAILURES") == "full"
ROWS: list[Row] = []


@dataclass(frozen=True)
class Row:
    what: str
    kills: int
    work: int
    lost: int
    doubled: int
    note: str = ""


def tell(what: str, *, kills: int, work: int, lost: int, doubled: int, note: str = "") -> None:
    ROWS.append(Row(what, kills, work, lost, doubled, note))
    print(lines()[-1])


def lines() -> list[str]:
    head = f"{'what was killed, stopped or broken':<52} {'kills':>5} {'work':>6} {'lost':>5} {'doubled':>7}  note"
    rows = [
        f"{row.what:<52} {row.kills:>5} {row.work:>6} {row.lost:>5} {row.doubled:>7}  {row.note}".rstrip()
        for row in ROWS
    ]
    return [head, *rows]


def keep(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(row) for row in ROWS], indent=1, ensure_ascii=False), "utf-8")
