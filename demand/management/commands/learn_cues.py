"""Learn the table of cues from lessons.csv and files of labelled needs, or try it on files it has not seen."""

from __future__ import annotations

import csv
import json
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from matchmaker.engine.reading.cues import Cues
from matchmaker.engine.reading.evaluating import evaluate
from matchmaker.engine.reading.learning import learn, lessons_from_needs, lessons_from_rules
from matchmaker.engine.reading.vocabulary import Vocabulary
from matchmaker.reference.vocabulary import DATA, load_vocabulary, read_rows

Rows = list[dict[str, str]]


class Command(BaseCommand):
    help = "Write cues.csv from labelled needs; with --check, learn from all files but one and read that one."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("csv", nargs="+", help="UTF-8 CSV files as evaluate_parsing reads them")
        parser.add_argument("--check", action="store_true", help="Write nothing; leave out each file in turn")

    def handle(self, *args: Any, **options: Any) -> None:
        files = {Path(name): _rows(Path(name)) for name in options["csv"]}
        if options["check"]:
            for path, rows in files.items():
                others = [row for other, found in files.items() if other != path for row in found]
                self._compare(path, rows, others)
            return
        table = _learnt([row for rows in files.values() for row in rows])
        with (DATA / "cues.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, ["cue", "idf", "weights"], lineterminator="\n")
            writer.writeheader()
            writer.writerows(table)
        self.stdout.write(f"{len(table)} cues")

    def _compare(self, path: Path, rows: Rows, others: Rows) -> None:
        plain = load_vocabulary()
        for name, cues in (("rules", Cues.from_rows(())), ("rules and cues", Cues.from_rows(_learnt(others)))):
            figures = evaluate(rows, replace(plain, cues=cues)).figures()
            shown = {key: figures[key] for key in ("required_recall", "precision", "ms_per_need")}
            self.stdout.write(f"{path.stem}: {name} {json.dumps(shown)}")


def _learnt(rows: Rows) -> Rows:
    vocabulary: Vocabulary = load_vocabulary()
    return learn([*lessons_from_needs([*rows, *read_rows("lessons")]), *lessons_from_rules(vocabulary)])


def _rows(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))
