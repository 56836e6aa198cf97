"""Where work may wait, looked at in one task a second: only a task that has something to do is sent.

Rows are the queue, so something must look at them; asked one task a table that was most of what an idle site did.
An app says in its ``tasks.py`` how to see that its sweep has work; how often that is looked at is in the beat table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

Look = Callable[[], bool]
LOOKS: dict[str, Look] = {}
EARLY = 0.5  # a pulse that comes a little soon counts, so that "every two seconds" does not become three
_looked: dict[str, float] = {}


def looks(task: str, look: Look) -> None:
    """Register that the task has something to do where ``look`` says so. It asks for the rows, and writes nothing."""
    LOOKS[task] = look


def tasks_due(table: Mapping[str, float], *, now: float) -> list[str]:
    """Of the tasks in ``table`` (seconds between two looks) those that have something to do, as far as it is time.

    ``now``: seconds of a clock that only goes forward. Each process keeps its own times: two that share the pulses look
    a little more often, never more seldom.
    """
    due = [name for name, every in table.items() if now - _looked.get(name, now - every) >= every - EARLY]
    found = []
    for name in due:
        _looked[name] = now
        if LOOKS[name]():
            found.append(name)
    return found
