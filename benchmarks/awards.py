"""``python -m benchmarks.awards [--data FOLDER] [--quick]``: ranking against awards that really came later.

The same as ``manage.py evaluate_awards`` and ``evaluate_ltr`` on the shared data, with the targets beside the figures.
The folder is ``--data``, or MATCHMAKER_DATA, or ``../shared/data``; where it is absent nothing is measured. ``--quick``
leaves the monthly part out. Writes ``var/bench/awards.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

AWARDS, CUT = Path("awards_gebiz_sg/awards.csv.gz"), "2024-01-01"
LTR = Path("ltr_lightgbm_lambdarank")
TARGETS = {"frozen": 0.300, "monthly": 0.310, "completion": 0.450}
KINDS = {"ndcg": "all", "reachable": "of winners that history knows"}
OUTPUT = Path("var/bench/awards.json")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("MATCHMAKER_DATA", "../shared/data")))
    parser.add_argument("--quick", action="store_true")
    chosen = parser.parse_args(arguments)
    if not (chosen.data / AWARDS).exists():
        print(f"{chosen.data / AWARDS}: not here, nothing is measured (--data FOLDER or MATCHMAKER_DATA)")
        return 0
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matchmaker.settings")
    import django

    django.setup()
    measure_awards(chosen.data / AWARDS, ["frozen", "completion"] if chosen.quick else list(TARGETS))
    measure_ltr(chosen.data / LTR)
    return 0


def measure_awards(path: Path, parts: list[str]) -> None:
    from django.core.management import call_command

    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    call_command("evaluate_awards", str(path), "--cut", CUT, "--out", str(OUTPUT), "--parts", *parts)
    print()
    for part in json.loads(OUTPUT.read_text("utf-8")):
        for row in rows(part):
            print(row)


def rows(part: dict) -> list[str]:
    """Each target with what was reached."""
    name = part["part"]
    kind = "reachable" if name == "completion" else "ndcg"
    ours = part["methods"]["ours"][kind]
    found = [f"{name}: NDCG@10 {KINDS[kind]} {ours:.4f}, target >= {TARGETS[name]:.3f}: {_said(ours >= TARGETS[name])}"]
    peer = part["ahead"].get("LightGBM lambdarank")
    if peer:
        span = f"{peer['mean']:+.4f} [{peer['low']:+.4f}, {peer['high']:+.4f}]"
        found.append(f"{name}: ahead of lambdarank {span}, target > 0: {_said(peer['mean'] > 0)}")
    return found


def _said(reached: bool) -> str:
    return "reached" if reached else "MISSED"


def measure_ltr(folder: Path) -> None:
    from django.core.management import call_command

    if (folder / "rank.train.gz").exists():
        print("\nLightGBM's own example:")
        call_command("evaluate_ltr", str(folder / "rank.train.gz"), str(folder / "rank.test.gz"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
