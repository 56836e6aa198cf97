"""What a web server or a worker does first: the system checks of production, and tidying its memory."""

import gc

from celery.signals import worker_process_init
from django.conf import settings
from django.core.checks import ERROR, Tags, run_checks
from django.core.management.base import SystemCheckError


def refuse_unsafe() -> None:
    """Raise SystemCheckError, with what to do about it, rather than serve with an open door."""
    found = run_checks(tags=[Tags.security], include_deployment_checks=True) if settings.HTTPS else []
    if grave := [one for one in found if one.level >= ERROR]:
        raise SystemCheckError("\n".join(str(one) for one in grave))


@worker_process_init.connect
def settle(**kwargs: object) -> None:
    """Spare the garbage collector what was loaded for good: walking through it takes a tenth of a second each time.

    To be called again when much of that was loaded anew. Pages and tasks leave few rings behind, so the rest is looked
    through less often as well.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 20, 20)
