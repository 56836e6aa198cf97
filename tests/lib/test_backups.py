"""A backup is restored into a fresh database and compared; whatever was changed in between is found."""

from __future__ import annotations

import json
import sqlite3
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from matchmaker.accounts.models import Organisation
from matchmaker.lib.backups import MANIFEST, BackupFailed, backup_make, backup_prove

pytestmark = pytest.mark.django_db(transaction=True)


def rehearse(*folder: Path) -> str:
    out = StringIO()
    call_command("backup_rehearse", *folder, stdout=out)
    return out.getvalue()


def test_what_comes_back_is_what_went_in_and_what_was_changed_is_found(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    Organisation.objects.create(kind="demand", name="한빛정밀 ‘백업’")
    default_storage.save("papers/설계서.pdf", ContentFile(b"%PDF-1.7"))
    assert "identical" in rehearse()
    folder = tmp_path_factory.mktemp("backup")
    manifest = backup_make(folder)
    assert manifest["tables"]["accounts_organisation"][0] == Organisation.objects.count()
    assert manifest["files"][0] == 1
    assert backup_prove(folder) == []
    assert "identical" in rehearse(folder)
    with pytest.raises(BackupFailed, match="not empty"):
        backup_make(folder)
    told = json.loads((folder / MANIFEST).read_text())
    told["tables"]["accounts_organisation"][1] += 1
    (folder / MANIFEST).write_text(json.dumps(told))
    with pytest.raises(CommandError, match="accounts_organisation"):
        rehearse(folder)
    _spoil(folder)
    with pytest.raises(CommandError, match="not the file that was written"):
        rehearse(folder)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_database WHERE datname LIKE 'rehearsal_%'")
            assert cursor.fetchone() == (0,)


def _spoil(folder: Path) -> None:
    if connection.vendor == "sqlite":
        with sqlite3.connect(folder / "database.sqlite3") as copy:
            copy.execute("UPDATE accounts_organisation SET name = 'x'")
        copy.close()
    else:
        dump = folder / "database.dump"
        dump.write_bytes(dump.read_bytes() + b"x")
