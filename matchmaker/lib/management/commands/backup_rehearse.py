"""manage.py backup_rehearse [FOLDER]: a backup that was never restored is a hope. Restores into a fresh database and
compares every table; the folder's backup, or without one a backup made now. Fails where anything differs.
"""

import tempfile
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from matchmaker.lib.backups import BackupFailed, backup_make, backup_prove


class Command(BaseCommand):
    help = "Restore a backup into a fresh database, compare it table by table, drop the database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, nargs="?", help="a backup; without it one is made now")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["folder"] is not None:
                self.prove(options["folder"])
                return
            with tempfile.TemporaryDirectory() as made:
                folder = Path(made) / "backup"
                started = time.perf_counter()
                manifest = backup_make(folder)
                rows = sum(count for count, _ in manifest["tables"].values())
                took = time.perf_counter() - started
                self.stdout.write(f"dumped {len(manifest['tables'])} tables, {rows} rows in {took:.1f} s")
                self.prove(folder)
        except BackupFailed as failure:
            raise CommandError(str(failure)) from failure

    def prove(self, folder: Path) -> None:
        started = time.perf_counter()
        wrong = backup_prove(folder)
        if wrong:
            raise CommandError("the restored database differs: " + "; ".join(wrong[:10]))
        self.stdout.write(f"restored and compared in {time.perf_counter() - started:.1f} s: identical")
