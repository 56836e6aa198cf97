"""Lint of templates and words: every template compiles, every word has an English translation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template import TemplateSyntaxError
from django.template.loader import get_template

from matchmaker.lib.words import said_twice, untranslated


class Command(BaseCommand):
    help = "Compile every template and look for words without an English translation."

    def handle(self, *args: Any, **options: Any) -> None:
        problems = [*broken_templates(), *(f"no English for {where}: {msgid!r}" for where, msgid in untranslated())]
        problems += [f"twice in {where}: {msgid}" for where, msgid in said_twice()]
        for line in problems:
            self.stderr.write(line)
        if problems:
            raise CommandError(f"{len(problems)} problem(s)")
        self.stdout.write("templates compile; every word has its English")


def broken_templates() -> list[str]:
    root = Path(settings.BASE_DIR) / "templates"
    problems = []
    for path in sorted(root.rglob("*.html")) + sorted(root.rglob("*.txt")):
        try:
            get_template(str(path.relative_to(root)))
        except TemplateSyntaxError as exc:
            problems.append(f"{path.relative_to(root)}: {exc}")
    return problems
