"""Backups that are proved: what a dump holds is counted in the very snapshot it is made of, and again after a restore.

A backup is a folder: ``database.dump`` (pg_dump) or ``database.sqlite3``, ``files.tar`` (what people uploaded), and
``manifest.json`` with every table's rows and checksum and the checksum of the files.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import subprocess  # nosec B404 # the database's own tools
import tarfile
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

MANIFEST, FILES = "manifest.json", "files.tar"
DUMPS = {"postgresql": "database.dump", "sqlite": "database.sqlite3"}
Sums = dict[str, list[int]]  # table -> rows, checksum
VARIABLES = dict(
    zip(
        ("host", "port", "user", "password", "dbname"),
        ["PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE"],
        strict=True,
    )
)


class BackupFailed(Exception):
    """A tool refused, or what came back is not what went in."""


def backup_make(folder: Path) -> dict[str, Any]:
    """Write a backup into an empty or new folder; its manifest. Raises BackupFailed."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise BackupFailed(f"{folder} is not empty")
    dump = folder / DUMPS[connection.vendor]
    tables = _dump_postgres(dump) if connection.vendor == "postgresql" else _dump_sqlite(dump)
    manifest = {"vendor": connection.vendor, "tables": tables, "files": _pack(folder / FILES), "dump": _digest(dump)}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1))
    return manifest


def backup_prove(folder: Path) -> list[str]:
    """Restore into a fresh database that is dropped afterwards; every difference as a sentence, none if all is well."""
    manifest = json.loads((folder / MANIFEST).read_text())
    dump = folder / DUMPS[manifest["vendor"]]
    if _digest(dump) != manifest["dump"]:
        return [f"{dump.name} is not the file that was written"]
    found = _restored_postgres(dump) if manifest["vendor"] == "postgresql" else _restored_sqlite(dump)
    wrong = [f"{table}: {manifest['tables'].get(table)} became {found.get(table)}"
             for table in sorted(manifest["tables"].keys() | found.keys())
             if manifest["tables"].get(table) != found.get(table)]  # fmt: skip
    if _unpacked(folder / FILES) != manifest["files"]:
        wrong.append(f"{FILES} holds other files")
    return wrong


def _dump_sqlite(dump: Path) -> Sums:
    connection.ensure_connection()
    source: sqlite3.Connection = connection.connection
    source.execute("BEGIN")  # one snapshot for the counts and the copy
    try:
        tables = _sums_sqlite(source)
        with sqlite3.connect(dump) as copy:
            source.backup(copy)
        copy.close()
    finally:
        source.rollback()
    return tables


def _restored_sqlite(dump: Path) -> Sums:
    # Values are read as Django reads them, since the counts of the source were.
    as_django = sqlite3.PARSE_DECLTYPES | sqlite3.PARSE_COLNAMES
    copy = sqlite3.connect(f"file:{dump}?mode=ro", uri=True, detect_types=as_django)
    try:
        (health,) = copy.execute("PRAGMA integrity_check").fetchone()
        if health != "ok":
            raise BackupFailed(f"the copy is damaged: {health}")
        return _sums_sqlite(copy)
    finally:
        copy.close()


def _sums_sqlite(source: sqlite3.Connection) -> Sums:
    rows = source.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return {name: _sum(source.execute(f'SELECT * FROM "{name}"')) for (name,) in rows.fetchall()}  # noqa: S608  # nosec B608 # its own names


def _sum(rows: Iterable[tuple[Any, ...]]) -> list[int]:
    """Number of rows, and a sum over their hashes that does not depend on their order."""
    count = total = 0
    for row in rows:
        count += 1
        total += int.from_bytes(hashlib.sha256(repr(tuple(row)).encode()).digest()[:7])
    return [count, total]


def _dump_postgres(dump: Path) -> Sums:
    """The counts and the dump read one exported snapshot, whatever is written meanwhile."""
    with psycopg.connect(**_server(), autocommit=False) as reader:
        reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        snapshot = reader.execute("SELECT pg_export_snapshot()").fetchone()[0]  # type: ignore[index]
        _tool("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={dump}")
        return _sums_postgres(reader)


def _restored_postgres(dump: Path) -> Sums:
    with _fresh_postgres() as name:
        _tool("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={name}", str(dump))
        with psycopg.connect(**_server() | {"dbname": name}) as reader:
            return _sums_postgres(reader)


@contextmanager
def _fresh_postgres() -> Iterator[str]:
    name = f"rehearsal_{uuid.uuid4().hex[:10]}"
    with psycopg.connect(**_server() | {"dbname": "postgres"}, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield name
        finally:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _sums_postgres(reader: psycopg.Connection[Any]) -> Sums:
    tables = reader.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
    ask = sql.SQL(
        "SELECT count(*), coalesce(sum(('x' || substr(md5(t::text), 1, 14))::bit(56)::bigint), 0)::numeric FROM {} t"
    )
    found = {name: reader.execute(ask.format(sql.Identifier(name))).fetchone() for (name,) in tables}
    return {name: [int(row[0]), int(row[1])] for name, row in found.items() if row is not None}


def _server() -> dict[str, Any]:
    row = connection.settings_dict
    named = {"dbname": row["NAME"], "host": row["HOST"], "port": row["PORT"], "user": row["USER"]}
    named |= {"password": row["PASSWORD"]}
    return {key: str(value) for key, value in named.items() if value}


def _tool(name: str, *arguments: str) -> None:
    """The server's own tool; its environment says where the server is, so that no password shows in a list of tasks."""
    server = _server()
    where = {VARIABLES[key]: value for key, value in server.items()}
    try:
        done = subprocess.run(  # noqa: S603  # nosec B603 # no shell, our own words
            [name, *arguments], env=os.environ | where, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as missing:
        raise BackupFailed(f"{name} is not installed (package postgresql-client)") from missing
    if done.returncode:
        raise BackupFailed(f"{name}: {done.stderr.strip()[:500]}")


def _stored() -> Path:
    return Path(settings.STORAGES["default"]["OPTIONS"]["location"])


def _pack(archive: Path) -> list[int]:
    """Pack what people uploaded; how many files and a sum over their contents."""
    root, digests = _stored(), []
    with tarfile.open(archive, "w") as tar:
        for path in sorted(root.rglob("*")) if root.exists() else []:
            if path.is_file():
                tar.add(path, arcname=str(path.relative_to(root)), recursive=False)
                digests.append((str(path.relative_to(root)), _digest(path)))
    return _sum(digests)


def _unpacked(archive: Path) -> list[int]:
    with tarfile.open(archive) as tar:
        return _sum((one.name, hashlib.sha256(tar.extractfile(one).read()).hexdigest()) for one in tar if one.isfile())  # type: ignore[union-attr]


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
