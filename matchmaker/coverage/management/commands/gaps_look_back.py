"""Did squares that were flagged later fail to get three quotes?"""

from __future__ import annotations

import json
import math
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from matchmaker.coverage.gap_hindsight import cases_known, looked_back


class Command(BaseCommand):
    help = "Hold what the map of gaps said before each request came against what the request then got (ROC-AUC)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")

    def handle(self, *args: Any, **options: Any) -> None:
        cases = cases_known()
        told = looked_back(cases) if cases else {}
        if options["json"]:
            plain = {name: vars(one) for name, one in told.items()}
            self.stdout.write(json.dumps(plain, default=str))
            return
        self.stdout.write(f"{len(cases)} requests whose round is over, with a count of the week before they came")
        for name, one in told.items():
            if math.isnan(one.auc):
                self.stdout.write(f"{name:<15} cannot be judged: {one.failed} of {one.cases} failed")
                continue
            shares = "  ".join(f"{share:.0%} of {count}" for count, share in one.steps if count)
            span = f"{one.auc:.3f} ({one.low:.3f}-{one.high:.3f})"
            self.stdout.write(f"{name:<15} ROC-AUC {span}, {one.failed} of {one.cases} failed; by shade {shares}")
