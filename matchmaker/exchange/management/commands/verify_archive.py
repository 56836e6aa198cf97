"""``manage.py verify_archive FILE [--key PEM]``: whether an archive is as it was signed, and what is in it."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from matchmaker.exchange.signing import ArchiveBroken, public_pem, verify


class Command(BaseCommand):
    help = "Check the signature of an archive taken from the page 'my data'."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--key", type=Path, help="a public key in PEM form; else this site's own")

    def handle(self, *, file: Path, key: Path | None, **options: Any) -> None:
        try:
            with file.open("rb") as stream:
                archive = verify(stream, key.read_text() if key else public_pem())
        except (ArchiveBroken, OSError) as wrong:
            raise CommandError(str(wrong)) from wrong
        rows = sum(len(section["rows"]) for section in archive["sections"])
        self.stdout.write(f"signed and unchanged: {archive['name']}, made {archive['made_at']}, {rows} rows")
