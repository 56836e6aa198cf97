"""What Django keeps for a thread (language, time zone, mount point, connections) and for all (settings), at hand.

It keeps the former so that async code sees them too, and a page, which asks some two hundred times, then spends a
twentieth of its time on that. Nothing of this site is async, so the interpreter's own thread-locals do
(docs/decisions/0028).
"""

from __future__ import annotations

import threading

from django.conf import LazySettings
from django.core.cache import caches
from django.db import connections
from django.urls import base
from django.utils import timezone
from django.utils.translation import get_language, trans_real

Place = tuple[str | None, str, str | None]
PLACES = ((trans_real, "_active"), (timezone, "_active"), (base, "_prefixes"), (base, "_urlconfs"))


def plain_locals() -> None:
    for module, name in PLACES:
        known, plain = getattr(module, name), threading.local()
        if hasattr(known, "value"):
            plain.value = known.value
        setattr(module, name, plain)


def plain_connections() -> None:
    """Whatever a page asks of the database or the cache first looks for the thread's connection."""
    for handler in (connections, caches):
        known, plain = handler._connections, threading.local()
        for alias in handler:
            if hasattr(known, alias):
                setattr(plain, alias, getattr(known, alias))
        handler._connections = plain


def plain_settings() -> None:
    """Find a setting without running code of Django's each time: that only tells its proxy methods from settings."""
    LazySettings.__getattribute__ = object.__getattribute__  # type: ignore[method-assign]


def place() -> Place:
    """Language, mount point and table of addresses: what is said without looking at a page depends on no more.

    Read where they lie: each page asks for them at every kept text and address, and three calls take twice as long.
    """
    try:
        return trans_real._active.value.to_language(), base._prefixes.value, base._urlconfs.value
    except AttributeError:  # nobody has set one yet
        return get_language(), base.get_script_prefix(), base.get_urlconf()
