"""Which function does which kind of job. An app registers its own in its ``jobs.py``; this floor calls them by kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Run = Callable[[Any], dict[str, Any] | None]


@dataclass(frozen=True)
class Handler:
    run: Run
    label: Any  # lazy words: what the reader calls this work


HANDLERS: dict[str, Handler] = {}


def job_handler(kind: str, *, label: Any) -> Callable[[Run], Run]:
    """Register the decorated function for jobs of this kind. Raises ValueError where another one has it."""

    def register(run: Run) -> Run:
        if kind in HANDLERS:
            raise ValueError(f"two handlers for jobs of kind {kind}")
        HANDLERS[kind] = Handler(run, label)
        return run

    return register


def label_of(kind: str) -> str:
    return str(HANDLERS[kind].label) if kind in HANDLERS else kind
