"""Writing down what cannot be undone while the database comes and goes."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")
PAUSE = 0.5


def outlast(write: Callable[[], Answer], *, until: datetime | None) -> Answer:
    """What ``write`` gives, asked again while the database is away, until ``until``; then its error flies.

    For what has happened outside already, such as a letter that is out: forgotten, it would happen once more. Inside a
    transaction nothing is asked again, since all of it is gone.
    """
    while True:
        try:
            return write()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or until is None or timezone.now() >= until:
                raise
            logger.warning("the database is away; what was done is written down when it is back")
            connection.close()
            time.sleep(PAUSE)
