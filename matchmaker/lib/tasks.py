"""The one task that beat asks for every second."""

from __future__ import annotations

import time

from celery import current_app, shared_task

from matchmaker.lib.pulse import tasks_due

LASTS = 10  # seconds until what was sent is too old to do; the next pulse finds it again


@shared_task(name="lib.pulse")
def pulse(table: dict[str, float]) -> list[str]:
    """Send the tasks of the table that have something to do; returns their names."""
    due = tasks_due(table, now=time.monotonic())
    for name in due:
        current_app.send_task(name, expires=LASTS)
    return due
