"""What beat asks of imports. Their own work is a job's."""

from __future__ import annotations

from celery import shared_task

from matchmaker.exchange.services import imports_tidy


@shared_task(name="exchange.tidy_imports")
def tidy_imports() -> None:
    imports_tidy()
