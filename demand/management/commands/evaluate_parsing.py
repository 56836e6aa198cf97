"""Score the reader on a file of needs with expected answers. Needs no database."""

from __future__ import annotations

import csv
import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from matchmaker.engine.reading.evaluating import evaluate
from matchmaker.reference.vocabulary import load_vocabulary

COLUMNS = {
    "id", "text", "expected_required", "expected_acceptable", "region_code", "budget_min_krw", "budget_max_krw",
    "budget_period", "deadline_weeks",
}  # fmt: skip


class Command(BaseCommand):
    help = "Read every need of a CSV, print what was missed, and last one line of JSON with the figures."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("csv", help="UTF-8 CSV with the columns " + ", ".join(sorted(COLUMNS)))
        parser.add_argument("--today", type=date.fromisoformat, help="Day for 연말까지 and the like, as 2026-11-22")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = _rows(Path(options["csv"]))
        result = evaluate(rows, load_vocabulary(), options["today"])
        texts = {row["id"]: row["text"] for row in rows}
        for ident, what, expected, got in result.misses:
            self.stdout.write(f"{ident}  {what}: expected {expected}, got {got or '-'}  | {texts[ident]}")
        self.stdout.write(json.dumps(result.figures()))


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be read as UTF-8: {error}") from error
    missing = COLUMNS - set(rows[0] if rows else ())
    if missing:
        raise CommandError(f"{path} lacks the columns {', '.join(sorted(missing))}")
    return rows
