"""What pip-audit says of our pins, as JSON on standard input: a hole fails; silence is told, not taken for peace."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

UNASKED = "known holes were NOT looked for: the advisory service said nothing about any package"


class Command(BaseCommand):
    help = "Fail where a pinned package has a known hole."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--strict", action="store_true", help="fail as well where the service cannot be reached")

    def handle(self, *args: Any, strict: bool, **options: Any) -> None:
        told = verdict(sys.stdin.read())
        if told == UNASKED and not strict:
            self.stdout.write(self.style.WARNING(told))
            return
        if isinstance(told, str):
            raise CommandError(told)
        self.stdout.write(f"no known hole in any of {told} packages")


def verdict(text: str) -> int | str:
    """How many packages were asked about and are whole, or what is wrong."""
    try:
        rows = json.loads(text)["dependencies"]
    except (ValueError, KeyError):  # it gave up before the first answer
        return UNASKED
    silent = [row["name"] for row in rows if "skip_reason" in row]
    if len(silent) == len(rows):
        return UNASKED
    holes = [
        f"{row['name']} {row['version']}: {hole['id']}, mended in {', '.join(hole['fix_versions']) or 'no version yet'}"
        for row in rows
        for hole in row.get("vulns", [])
    ]
    holes += [f"{name}: nothing could be learnt about it" for name in silent]
    return "\n".join(holes) if holes else len(rows)
