"""Writing down what cannot be undone while the database comes and goes."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")
PAUSE = 0.1  # seconds between two tries
LONGEST = 900.0  # seconds; a database that is away longer is mended by hand, and its worker is not to hang on for ever
# Who takes over from a worker that seems dead waits so long first: after an outage it may be back for this very moment.
SETTLED = 5 * PAUSE


def outlast(write: Callable[[], Answer], *, at_most: float = LONGEST) -> Answer:
    """What ``write`` gives, asked again while the database is away, for ``at_most`` seconds; then its error flies.

    For what has happened outside already, such as a letter that is out: forgotten, it would happen once more. A lease
    that ends meanwhile does not matter, since nobody can take anything from a database that is away; ``write`` itself
    has to see whether the row is still this worker's. Inside a transaction nothing is asked again, since all of it is
    gone.
    """
    end, said = time.monotonic() + at_most, False
    while True:
        try:
            return write()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or time.monotonic() >= end:
                raise
            if not said:
                logger.warning("the database is away; what was done is written down when it is back")
                said = True
            connection.close()
            time.sleep(PAUSE)
