"""The reader's front door: an owner's words in, a ``Reading`` out. Pure; see docs/reading.md."""

from __future__ import annotations

from datetime import date

from ..errors import TextTooLong
from ..text import language_of, prepare
from ..types import AmountReading, Reading, RequirementReading
from .amounts import read_amounts
from .deadlines import read_deadline
from .places import find_places, read_region
from .profile import read_employees, read_industry
from .requirements import read_requirements
from .vocabulary import Vocabulary

MAX_CHARACTERS = 5_000
RENTED_SOFTWARE = frozenset({"SOL-ERP", "SOL-MES", "SOL-POP", "SOL-WMS", "SOL-QMS", "SOL-SRM", "SOL-CRM", "SOL-CMMS"})
NOT_RENTED = frozenset({"SOL-CLOUD", "SVC-MAINT", "SVC-TRAIN"})
INTEGRATES = {"SOL-ERP": "erp_integration", "SOL-MES": "mes_integration"}


def read_need(text: str, vocabulary: Vocabulary, today: date | None = None) -> Reading:
    """Read one need. Dates such as 연말까지 are read only when ``today`` is given.

    Raises ``TextTooLong`` (detail: length, limit) above ``MAX_CHARACTERS``; empty text gives an empty reading.
    """
    if len(text) > MAX_CHARACTERS:
        raise TextTooLong(length=len(text), limit=MAX_CHARACTERS)
    prepared = prepare(text)
    language = language_of(text)
    taken = [(place.start, place.end) for place in find_places(prepared, vocabulary.places)]
    requirements, flags = read_requirements(prepared, vocabulary, taken)
    amounts = read_amounts(prepared, language)
    requirements += _paid_monthly(requirements, amounts)
    return Reading(
        text=text,
        language=language,
        requirements=requirements,
        amounts=amounts,
        region=read_region(prepared, vocabulary.places),
        deadline_weeks=read_deadline(prepared, today),
        industry=read_industry(prepared, vocabulary.industries),
        employees=read_employees(prepared),
        flags=tuple(dict.fromkeys((*flags, *_paid_flags(requirements, amounts), *_integration_flags(requirements)))),
    )


def _paid_monthly(
    requirements: tuple[RequirementReading, ...], amounts: tuple[AmountReading, ...]
) -> tuple[RequirementReading, ...]:
    """Software for a monthly fee is software from the cloud, unless the fee is for care, rent or a known cloud."""
    asked = {code for r in requirements if r.sure and r.strength in ("must", "nice") for code in r.codes}
    monthly = next((a for a in amounts if a.period == "month"), None)
    rented_machine = "SVC-LEASE" in asked and any(code.startswith("EQP-") for code in asked)
    if monthly is None or rented_machine or not asked & RENTED_SOFTWARE or asked & NOT_RENTED:
        return ()
    return (RequirementReading(("SOL-CLOUD",), "must", True, monthly.words, monthly.span, "monthly"),)


def _paid_flags(requirements: tuple[RequirementReading, ...], amounts: tuple[AmountReading, ...]) -> tuple[str, ...]:
    """Software from the cloud whose money is named by the month is a subscription, whether or not the word falls."""
    cloud = any(r.sure and "SOL-CLOUD" in r.codes and r.strength in ("must", "nice") for r in requirements)
    return ("subscription",) if cloud and any(a.period == "month" for a in amounts) else ()


def _integration_flags(requirements: tuple[RequirementReading, ...]) -> tuple[str, ...]:
    owned = {code for r in requirements if r.strength == "owned" for code in r.codes}
    return tuple(flag for code, flag in INTEGRATES.items() if code in owned)
