"""Calls that race each other, each in its own thread and connection."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import OperationalError, connection

PATIENCE = 20.0


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run all calls together; returns what each gave or raised, in order."""
    gate, results = threading.Barrier(len(calls)), [None] * len(calls)
    threads = [threading.Thread(target=_run, args=[at, call, gate, results]) for at, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=2 * PATIENCE)
    return results


def _run(at: int, call: Callable[[], Any], gate: threading.Barrier, results: list[Any]) -> None:
    try:
        gate.wait(timeout=PATIENCE)
        results[at] = _patiently(call)
    except Exception as error:
        results[at] = error
    finally:
        connection.close()


def _patiently(call: Callable[[], Any]) -> Any:
    """SQLite in memory says "locked" where the same database in a file waits; so the waiting is done here."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return call()
        except OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.01)
