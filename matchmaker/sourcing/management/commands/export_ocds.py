"""``manage.py export_ocds``: contracting processes as an OCDS 1.1 package, for the public unless said otherwise."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from matchmaker.sourcing.ocds import audience
from matchmaker.sourcing.ocds.process import needs_asked, processes
from matchmaker.sourcing.ocds.publishing import RECORDS, RELEASES, package_pieces


class Command(BaseCommand):
    help = "Write an OCDS 1.1 release package, or with --records a record package."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--records", action="store_true", help="records instead of releases")
        parser.add_argument("--everything", action="store_true", help="with names and amounts: not for publishing")
        parser.add_argument("--out", type=Path, help="a file; else it is printed")

    def handle(self, *, records: bool, everything: bool, out: Path | None, **options: Any) -> None:
        form = RECORDS if records else RELEASES
        told = audience.office() if everything else audience.public()
        uri = f"{settings.SITE_URL}/open-contracting/{'all' if everything else 'public'}/{form}.json"
        stream: Any = out.open("w", encoding="utf-8") if out else self.stdout
        try:
            for piece in package_pieces(form, processes(needs_asked()), told, uri=uri):
                stream.write(piece, **({} if out else {"ending": ""}))
        finally:
            if out:
                stream.close()
