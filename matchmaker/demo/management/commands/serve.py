"""Run everything in one process."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from matchmaker.serve import serve


class Command(BaseCommand):
    help = "Web, worker and beat in one process."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            serve(options["host"], options["port"])
        except OSError as exc:
            raise CommandError(f"port {options['port']} is taken; choose another: PORT=8001 make demo ({exc})") from exc
