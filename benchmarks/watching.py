"""What a job's steps take while it runs: time of each transaction, and memory that is the process' own.

Own is what nobody else could use (RssAnon): pages of files that are mapped into memory, such as SQLite's own, are left
out, since the system takes them back at will.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def megabytes(name: str) -> float:
    """``RssAnon`` now, or ``VmHWM``, the peak of everything."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1024


class Steps:
    """Seconds of every step and the most memory at the end of one, since it was last cleared."""

    def __init__(self) -> None:
        from matchmaker.jobs.work import Work

        self.clear()
        plain = Work.step

        @contextmanager
        def timed(work: Work, *given: Any, **named: Any) -> Iterator[None]:
            began = time.perf_counter()
            with plain(work, *given, **named):
                yield
                self.look()
            self.longest = max(self.longest, time.perf_counter() - began)

        Work.step = timed  # type: ignore[method-assign]

    def clear(self) -> None:
        self.longest, self.own_mb = 0.0, 0.0
        self.look()

    def look(self) -> None:
        self.own_mb = max(self.own_mb, megabytes("RssAnon"))
