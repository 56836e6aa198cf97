"""``python -m benchmarks.gaps [--quick]``: the board of gaps at size, and whether what it flagged came about.

At size: 10,000 suppliers, 40,000 offers, 20,000 open needs and a year of nights, in a database of its own. The night's
count is timed, then the board, the list of whom to bring in, and a square, each asked in this process. Looking back:
the demo market's simulated year. Everything is simulated. Writes ``var/bench/gaps.json``.
"""

from __future__ import annotations

import json
import math
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

OUTPUT = Path("var/bench/gaps.json")
FULL = {"suppliers": 10_000, "offers": 40_000, "needs": 20_000, "nights": 365}
QUICK = {"suppliers": 1_000, "offers": 4_000, "needs": 2_000, "nights": 30}
PAGES = ("/programme/gaps/", "/programme/gaps/?rows=stage&by=industry", "/programme/gaps/recruit/")


def main(arguments: list[str]) -> int:
    sizes = QUICK if "--quick" in arguments else FULL
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MATCHMAKER_VAR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matchmaker.settings")
        os.environ["FACTOR_FOR_ADMINISTRATORS"] = "0"  # pages are timed, not the way in
        import django

        django.setup()
        told = {"sizes": sizes, **measured(sizes, Path(folder))}
    with tempfile.TemporaryDirectory() as folder:
        told["looking_back"] = looked_back(folder)
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    OUTPUT.write_text(json.dumps(told, indent=1, default=str), encoding="utf-8")
    print(f"written to {OUTPUT}")
    return 0


def row(name: str, value: float, limit: float, unit: str) -> None:
    print(f"{name:<58} {value:9.1f} {unit:<4} < {limit:g}: {'reached' if value < limit else 'MISSED'}", flush=True)


def measured(sizes: dict[str, int], folder: Path) -> dict[str, Any]:
    from django.core.management import call_command

    from benchmarks.gaps_market import history_write, market_write
    from matchmaker.coverage.gap_services import snapshot_take

    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    start = time.perf_counter()
    market_write(sizes)
    print(f"market of {sizes} written in {time.perf_counter() - start:.0f} s", flush=True)
    spent = []
    for _ in range(2):
        start, cpu = time.perf_counter(), time.process_time()
        snapshot = snapshot_take()
        spent.append((time.perf_counter() - start, time.process_time() - cpu))
    row("a night's count, first in its process", spent[0][0], 60, "s")
    row("a night's count, again", spent[1][0], 60, "s")
    print(f"  processor {spent[0][1]:.1f} s and {spent[1][1]:.1f} s; {snapshot.cells.count()} cells", flush=True)
    before = _bytes(folder)
    history_write(snapshot, sizes["nights"])
    a_night = (_bytes(folder) - before) / sizes["nights"]
    print(f"a night keeps {a_night / 1024:.0f} KiB, a year of them {a_night * 365 / 1024**2:.0f} MiB", flush=True)
    pages = page_rows(snapshot)
    for one in pages:
        row(f"{one['path']} ({one['queries']} queries)", one["p95_ms"], 300, "ms")
    return {"night_s": spent, "night_bytes": a_night, "cells": snapshot.cells.count(), "pages": pages}


def _bytes(folder: Path) -> int:
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def page_rows(snapshot: Any) -> list[dict[str, Any]]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from matchmaker.accounts.models import User

    client, found = Client(), []
    user = User.objects.get(email="office@example.com")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    worst = snapshot.cells.order_by("-demand").first()
    for path in (*PAGES, f"/programme/gaps/{worst.capability_id}/{worst.region_id}/"):
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(path)
        queries = len(seen)  # the next request empties the log
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answers {answer.status_code}")
        spent = sorted(_timed(client, path) for _ in range(20))
        p95 = spent[math.ceil(0.95 * len(spent)) - 1]
        found.append({"path": path, "queries": queries, "p95_ms": p95, "median_ms": statistics.median(spent)})
    return found


def _timed(client: Any, path: str) -> float:
    start = time.perf_counter()
    client.get(path)
    return 1000 * (time.perf_counter() - start)


def looked_back(folder: str) -> dict[str, Any]:
    """In a process of its own: another database."""
    import subprocess

    env = os.environ | {"MATCHMAKER_VAR": folder}
    python = [sys.executable, "manage.py"]
    start = time.perf_counter()
    subprocess.run([*python, "demo", "--prepare-only", "-v", "0"], env=env, check=True, capture_output=True)
    print(f"the demo market with its year prepared in {time.perf_counter() - start:.0f} s", flush=True)
    print(subprocess.run([*python, "gaps_look_back"], env=env, check=True, capture_output=True, text=True).stdout)
    told = subprocess.run([*python, "gaps_look_back", "--json"], env=env, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(told.stdout)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
