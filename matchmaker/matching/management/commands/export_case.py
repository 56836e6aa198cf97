"""A run's case file: what ``python -m matchmaker.engine`` replays to the very result that the site showed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from matchmaker.matching.models import MatchRun
from matchmaker.matching.states import case_text


class Command(BaseCommand):
    help = "Write the case of a finished run as JSON, to standard output or --out FILE."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run", type=int)
        parser.add_argument("--out", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        run = MatchRun.objects.filter(pk=options["run"]).first()
        if run is None or run.case is None:
            raise CommandError(f"run {options['run']} does not exist or is not finished")
        text = case_text(run)
        if options["out"]:
            Path(options["out"]).write_text(text, encoding="utf-8")
        else:
            self.stdout.write(text, ending="")
