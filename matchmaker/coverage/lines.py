"""Lines of the administrators' longest lists, written from columns.

Rows of four tables as models, and their words looked up from a template, took most of a page of twenty-five.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from matchmaker.accounts.choices import OrganisationKind
from matchmaker.lib.korea import business_number_shown
from matchmaker.lib.quick_filters import floatformat, truncatechars
from matchmaker.lib.templatetags.house import moment
from matchmaker.matching.choices import RunStatus, Trigger
from matchmaker.reference.book import book
from suppliers.models import Supplier

NONE = "–"
LOOKS = {RunStatus.DONE: "ok", RunStatus.FAILED: "bad"}
FIRM_LINE = (
    *("kind", "name", "business_number", "simulated"),
    *("supplier__pk", "supplier__status", "supplier__region", "demand_firm__region"),
)
RUN_LINE = (
    *("pk", "status", "trigger", "error", "created_at", "started_at", "finished_at", "need__title", "need__text"),
    *("need__firm__organisation__name", "need__firm__organisation__simulated"),
)


@dataclass(slots=True)
class FirmLine:
    """A firm; ``case``: the key of its supplier row, ``badge``: how far that is verified."""

    case: int | None
    name: str
    simulated: bool
    side: str
    region: str
    number: str
    badge: str


@dataclass(slots=True)
class RunLine:
    """A run; ``seconds`` it took is empty while it has not ended."""

    pk: int
    done: bool
    failed: bool
    need: str
    firm: str
    simulated: bool
    error: str
    trigger: str
    look: str
    status: str
    at: str
    seconds: str


def firm_lines(rows: Iterable[tuple[Any, ...]]) -> list[FirmLine]:
    """Rows of FIRM_LINE in the reader's words."""
    sides = {value: str(label) for value, label in OrganisationKind.choices}
    regions, language = book().names("regions"), get_language()
    return [
        FirmLine(
            case=case,
            name=name,
            simulated=simulated,
            side=sides.get(kind, kind),
            region=regions.get(seat or home, NONE),
            number=business_number_shown(number) or NONE,
            badge=_badge(language, status) if case else NONE,
        )
        for kind, name, number, simulated, case, status, seat, home in rows
    ]


@lru_cache(maxsize=64)
def _badge(_language: str | None, status: str) -> SafeString:
    return render_to_string("suppliers/status_badge.html", {"supplier": Supplier(status=status)})


def run_lines(rows: Iterable[tuple[Any, ...]]) -> list[RunLine]:
    """Rows of RUN_LINE in the reader's words."""
    triggers = {value: str(label) for value, label in Trigger.choices}
    states = {value: str(label) for value, label in RunStatus.choices}
    return [
        RunLine(
            pk=pk,
            done=status == RunStatus.DONE,
            failed=status == RunStatus.FAILED,
            need=truncatechars(title or text[:40], 60),
            firm=firm,
            simulated=simulated,
            error=truncatechars(error, 240),
            trigger=triggers.get(trigger, trigger),
            look=LOOKS.get(status, "info"),
            status=states.get(status, status),
            at=moment(created),
            seconds=seconds_between(started, finished),
        )
        for pk, status, trigger, error, created, started, finished, title, text, firm, simulated in rows
    ]


def seconds_between(start: datetime | None, end: datetime | None) -> str:
    """To a tenth; empty where one of both is not known."""
    if start is None or end is None:
        return ""
    return str(floatformat((end - start).total_seconds(), 1))
