"""A process whose clock is wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import time_machine


def begin(ahead: float) -> None:
    """From now on this process lives ``ahead`` seconds later."""
    if ahead:
        time_machine.travel(datetime.now(UTC) + timedelta(seconds=ahead), tick=True).start()
