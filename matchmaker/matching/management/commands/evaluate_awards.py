"""Judge the ranker by awards that really came later: any CSV of tenders and winners, any day as the cut."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from matchmaker.engine.awards.protocol import check_blind, makers
from matchmaker.engine.awards.records import Tender, read_awards
from matchmaker.engine.awards.reporting import PARTS, figures, lines, run_part
from matchmaker.engine.errors import EngineError
from matchmaker.engine.peers import has_lightgbm


class Command(BaseCommand):
    help = "Rank suppliers for the tenders from --cut on, knowing only what was awarded before (docs/learning.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", help="CSV or .csv.gz: tender_no, tender_description, agency, award_date, supplier_name"
        )
        parser.add_argument("--cut", required=True, type=date.fromisoformat, help="first day to rank for")
        parser.add_argument("--end", type=date.fromisoformat, help="first day no longer ranked for; default: all")
        parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
        parser.add_argument("--out", default="", help="write the figures as JSON too")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            tenders = read_awards(Path(options["file"]))
        except (OSError, EngineError) as failure:
            raise CommandError(f"not a table of awards: {failure}") from failure
        cut, end = self._span(tenders, options)
        if not has_lightgbm():
            self.stdout.write("LightGBM is not installed (requirements-bench.txt): its rows are left out.")
        make = makers(tenders)
        check_blind(tenders, cut, make)
        self.stdout.write("Features do not change when later winners are exchanged: checked.")
        found = []
        for name in options["parts"]:
            part = run_part(name, tenders, cut, end, make)
            self.stdout.write("\n".join(["", *lines(part)]))
            found.append(figures(part))
        if options["out"]:
            Path(options["out"]).write_text(json.dumps(found, indent=1), encoding="utf-8")

    def _span(self, tenders: tuple[Tender, ...], options: dict[str, Any]) -> tuple[int, int]:
        cut = options["cut"].toordinal()
        end = options["end"].toordinal() if options["end"] else max((one.day for one in tenders), default=0) + 1
        learnt = (options["cut"] - timedelta(days=366)).toordinal()
        if not any(one.day < learnt for one in tenders) or not any(cut <= one.day < end for one in tenders):
            raise CommandError("needs awards from more than a year before the cut, and some from the cut on")
        return cut, end
