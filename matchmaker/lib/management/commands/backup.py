"""manage.py backup FOLDER: the database and the uploaded files, with a manifest that a rehearsal compares."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from matchmaker.lib.backups import BackupFailed, backup_make


class Command(BaseCommand):
    help = "Write a backup of the database and of uploaded files into a new folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = backup_make(options["folder"])
        except BackupFailed as failure:
            raise CommandError(str(failure)) from failure
        rows = sum(count for count, _ in manifest["tables"].values())
        self.stdout.write(
            f"{len(manifest['tables'])} tables, {rows} rows, {manifest['files'][0]} files in {options['folder']}"
        )
