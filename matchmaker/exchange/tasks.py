"""What beat asks of imports. Their own work is a job's."""

from __future__ import annotations

from celery import shared_task

from matchmaker.exchange.archiving import archives_tidy
from matchmaker.exchange.erasing import erasure_do, erasures_due
from matchmaker.exchange.retaining import contracts_retire, names_retire
from matchmaker.exchange.services import imports_tidy


@shared_task(name="exchange.tidy_imports")
def tidy_imports() -> None:
    imports_tidy()
    archives_tidy()


@shared_task(name="exchange.tidy_contracts")
def tidy_contracts() -> None:
    while contracts_retire():
        pass
    names_retire()


@shared_task(name="exchange.sweep_erasures")
def sweep_erasures() -> None:
    for pk in erasures_due():
        erasure_do(pk)
