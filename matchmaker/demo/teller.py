"""How the story prints: each step with its time, and what was seen."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.core.management.base import CommandError

PATIENCE = 60.0


class Teller:
    """``write`` takes a line."""

    def __init__(self, write: Callable[[str], Any]) -> None:
        self._write = write
        self.begun = time.perf_counter()

    def timed(self, work: Callable[[], Any]) -> float:
        start = time.perf_counter()
        work()
        return 1000 * (time.perf_counter() - start)

    def say(self, what: str, ms: float, *details: str) -> None:
        self._write(f"{ms:9.0f} ms  {what}")
        for line in details:
            self._write(f"{'':14}{line}")

    def head(self, what: str) -> None:
        self._write(f"\n{what}")

    def until(self, test: Callable[[], Any], what: str) -> float:
        """Ask again until the test holds; the milliseconds it took. Raises CommandError after a minute."""
        start = time.perf_counter()
        while not test():
            if time.perf_counter() - start > PATIENCE:
                raise CommandError(f"waited in vain for {what}")
            time.sleep(0.05)
        return 1000 * (time.perf_counter() - start)

    def done(self) -> None:
        self._write(f"done in {time.perf_counter() - self.begun:.1f} s")
