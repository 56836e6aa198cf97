"""What happens while a request or a task is under way: its id is bound to the logs, its time is measured."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from celery import Task
from celery.signals import before_task_publish, task_postrun, task_prerun
from django.http import HttpRequest, HttpResponse
from structlog.contextvars import bind_contextvars, clear_contextvars, get_contextvars

from matchmaker.lib.logs import request_id
from matchmaker.lib.metrics import REQUESTS, TASKS

HEADER = "X-Request-ID"
log = logging.getLogger("matchmaker.requests")


class ObservingMiddleware:
    """The outermost: accepts or makes the request's id, answers it, and measures by the route's name.

    Names of routes, never addresses: those of invitations hold secrets.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        clear_contextvars()
        known = request_id(request.headers.get(HEADER))
        bind_contextvars(request_id=known)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            self._measured(request, response, time.perf_counter() - started)
            response[HEADER] = known
            return response
        finally:
            clear_contextvars()

    def _measured(self, request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        match = request.resolver_match
        route = match.view_name if match is not None and match.view_name else "none"
        REQUESTS.labels(route, f"{response.status_code // 100}xx").observe(seconds)
        facts = {
            "route": route,
            "method": request.method,
            "status": response.status_code,
            "ms": round(1000 * seconds, 1),
        }
        log.info("request", extra=facts)


@before_task_publish.connect
def _carry(headers: dict[str, Any] | None = None, **_: Any) -> None:
    known = get_contextvars().get("request_id")
    if headers is not None and known:
        headers["request_id"] = known


@task_prerun.connect
def _begin(task: Task | None = None, **_: Any) -> None:
    if task is None:
        return
    clear_contextvars()
    asked_by = getattr(task.request, "request_id", None) or (task.request.headers or {}).get("request_id")
    bind_contextvars(task=task.name, task_id=task.request.id, **({"request_id": asked_by} if asked_by else {}))
    task.request.began = time.perf_counter()


@task_postrun.connect
def _end(task: Task | None = None, state: str | None = None, **_: Any) -> None:
    if task is not None and (began := getattr(task.request, "began", None)) is not None:
        TASKS.labels(task.name, (state or "unknown").lower()).observe(time.perf_counter() - began)
    clear_contextvars()
