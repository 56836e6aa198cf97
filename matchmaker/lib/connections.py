"""A worker keeps its database connection from task to task, as the web server does from request to request.

Before and after each task what broke or grew old is closed: CONN_MAX_AGE and CONN_HEALTH_CHECKS hold for tasks too.
"""

from __future__ import annotations

from typing import Any

from celery.signals import task_postrun, task_prerun
from django.db import close_old_connections


@task_prerun.connect
@task_postrun.connect
def tend(task: Any, **kwargs: object) -> None:
    """A task called in the middle of somebody's own work leaves their connection alone."""
    if not task.request.is_eager:
        close_old_connections()
