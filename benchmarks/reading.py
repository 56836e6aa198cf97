"""``python -m benchmarks.reading [CSV] [--quick]``: how well and how fast needs are read.

Reads the project's own held-out statements, and the development file beside the project where there is one.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

from matchmaker.engine.reading.evaluating import evaluate
from matchmaker.reference.vocabulary import load_vocabulary

FILES = ("../shared/domain/needs_dev.csv", *sorted(map(str, Path("tests/engine/data").glob("needs_*.csv"))))
TARGETS = {
    "required_recall": 0.95,
    "precision": 0.93,
    "amount_accuracy": 0.97,
    "region_accuracy": 0.97,
    "deadline_accuracy": 0.9,
}


def main(arguments: list[str]) -> int:
    named = [name for name in arguments if not name.startswith("-")]
    rows = []
    for name in named or FILES:
        path = Path(name)
        if not path.exists():
            print(f"{name}: not here, left out")
            continue
        with path.open(encoding="utf-8-sig", newline="") as stream:
            figures = evaluate(list(csv.DictReader(stream)), load_vocabulary(), None).figures()
        short = {key for key, target in TARGETS.items() if figures[key] < target} | (
            {"ms_per_need"} if figures["ms_per_need"] >= 20 else set()
        )
        print(f"{path.name:<28} {json.dumps(figures)}  {'missed: ' + ', '.join(sorted(short)) if short else 'reached'}")
        rows.append({"file": path.name, **figures})
    out = Path("var/bench/reading.json")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(rows, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
