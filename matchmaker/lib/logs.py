"""Logs as structured events: one line of JSON each in production, readable lines elsewhere. Settings read this.

Whoever logs uses ``logging`` as ever; structlog adds what is bound to the work under way (the request's id, the task)
and draws the line. A task carries the id of the request that asked for it in its headers.
"""

from __future__ import annotations

import re
import uuid
from typing import Any

import structlog

REQUEST_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
JSON, LINE = "json", "line"
SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def request_id(given: str | None) -> str:
    """The id that a proxy or a caller gave, if it looks like one, else a new one."""
    return given if given and REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def logging_settings(*, form: str, level: str) -> dict[str, Any]:
    """Django's LOGGING for this form."""
    drawn: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if form == JSON:
        drawn += [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    else:
        drawn += [structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)]
    line = {"()": structlog.stdlib.ProcessorFormatter, "processors": drawn, "foreign_pre_chain": [*SHARED, _extra]}
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"event": line},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "event"}},
        "root": {"handlers": ["console"], "level": level},
        # The in-memory transport has no host to supply and says so at every start.
        "loggers": {"kombu.connection": {"level": "ERROR"}, "matchmaker.requests": {"level": _requests(form, level)}},
    }


_extra = structlog.stdlib.ExtraAdder(allow={"route", "method", "status", "ms", "user", "task", "seconds", "outcome"})


def _requests(form: str, level: str) -> str:
    """A line for every request where a machine reads the log; elsewhere as loud as everything else."""
    return "INFO" if form == JSON else level
