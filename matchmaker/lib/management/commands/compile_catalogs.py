"""Compile every locale/<area>/<language>/LC_MESSAGES/django.po with Babel, so that no gettext tools are needed."""

import tempfile
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation.reloader import translation_file_changed


def compile_catalogs() -> int:
    """Write the .mo beside each .po that is newer; returns how many were written, which this process then reads."""
    written = 0
    for folder in settings.LOCALE_PATHS:
        for source in Path(folder).glob("*/LC_MESSAGES/django.po"):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                continue
            with source.open("rb") as stream:
                catalog = read_po(stream)
            _write(target, catalog)
            written += 1
    if written:
        translation_file_changed(None, Path("django.mo"))  # what this process has loaded is old
    return written


def _write(target: Path, catalog: Catalog) -> None:
    """Whole or not at all: others may be reading, or writing the same."""
    with tempfile.NamedTemporaryFile(dir=target.parent, suffix=".part", delete=False) as stream:
        write_mo(stream, catalog)
    Path(stream.name).chmod(0o644)
    Path(stream.name).replace(target)


class Command(BaseCommand):
    help = "Compile the message catalogues that changed."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{compile_catalogs()} catalogue(s) compiled")
