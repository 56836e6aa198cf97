"""Make a ranker live: the stated prior, or the curves in a JSON file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from matchmaker.engine.errors import EngineError
from matchmaker.engine.ranking import prior_ranker, to_json
from matchmaker.matching.ranker_services import ranker_load


class Command(BaseCommand):
    help = "Load the prior, or the ranker of a JSON FILE, and make it the live one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", default="")
        parser.add_argument("--name", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"] or (Path(options["file"]).stem if options["file"] else "prior")
        try:
            curves = json.loads(Path(options["file"]).read_text()) if options["file"] else to_json(prior_ranker())
            row = ranker_load(name=name, curves=curves)
        except (OSError, ValueError, EngineError) as failure:
            raise CommandError(f"not a ranker: {failure}") from failure
        self.stdout.write(f"{row.name} {row.checksum[:12]} is live")
