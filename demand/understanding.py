"""From the engine's reading to what a need stores: facts in columns, and beside each the words it came from."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from demand.budget import LARGEST_KRW, SMALLEST_KRW
from demand.models import Need
from matchmaker.engine.types import AmountReading, Reading, ValueReading
from matchmaker.reference.models import Industry, Region

MONEY_FIELDS = {"total": "budget_krw", "own": "own_krw", "subsidy": "subsidy_krw"}
VALUE_FIELDS = ("region", "industry", "employees", "deadline_weeks")
FACTS = (*VALUE_FIELDS, *MONEY_FIELDS.values())
MOST_WEEKS, MOST_PEOPLE = 520, 1_000_000


def understand(text: str) -> Reading:
    """Read a text with the vocabulary as loaded; the same text and vocabulary give the same reading."""
    from matchmaker.engine.reading import read_need
    from matchmaker.reference.vocabulary import load_vocabulary

    return read_need(text, load_vocabulary(), timezone.localdate())


def key_of(codes: list[str] | tuple[str, ...]) -> str:
    """How a requirement is remembered across readings, whichever row holds it."""
    return "|".join(codes)


def amount_sensible(amount: int | None) -> bool:
    return amount is not None and SMALLEST_KRW <= amount <= LARGEST_KRW


def facts_from(reading: Reading) -> dict[str, Any]:
    """Columns of a need that the text is sure about. What is unsure or beyond reason is left to be asked."""
    facts: dict[str, Any] = dict.fromkeys(FACTS)
    for amount in reading.amounts:
        field = MONEY_FIELDS[amount.kind]
        most = amount.high if amount.high is not None else amount.low
        if facts[field] is None and amount_sensible(most):
            facts[field] = most
            facts["budget_period"] = amount.period
    for field in VALUE_FIELDS:
        value = getattr(reading, field)
        if value is not None and value.sure:
            facts[field] = _value(field, value.value)
    return facts


def _value(field: str, raw: str) -> Any:
    if field == "region":
        return Region.objects.filter(pk=raw).first()
    if field == "industry":
        return Industry.objects.filter(pk=raw).first()
    number = int(float(raw))
    most = MOST_PEOPLE if field == "employees" else MOST_WEEKS
    return number if 0 < number <= most else None


def sources_of(reading: Reading) -> dict[str, dict[str, Any]]:
    """For each fact the words it came from, where they stand, and for an unsure one what else it could be."""
    sources: dict[str, dict[str, Any]] = {}
    for field in VALUE_FIELDS:
        if (value := getattr(reading, field)) is not None:
            sources[field] = _value_source(value)
    for amount in reading.amounts:
        sources.setdefault(MONEY_FIELDS[amount.kind], _amount_source(amount))
    return sources


def _value_source(value: ValueReading) -> dict[str, Any]:
    return {
        "words": value.words,
        "start": value.span.start,
        "end": value.span.end,
        "sure": value.sure,
        "value": value.value,
        "others": list(value.alternatives),
    }


def _amount_source(amount: AmountReading) -> dict[str, Any]:
    most = amount.high if amount.high is not None else amount.low
    return {
        "words": amount.words,
        "start": amount.span.start,
        "end": amount.span.end,
        "sure": True,
        "odd": not amount_sensible(most),
    }


def apply_facts(need: Need, reading: Reading) -> None:
    """Set the facts of the text on the (unsaved) need. What was typed stays; what is unsaid comes from the firm."""
    memory = need.reading
    typed = set(memory.get("typed", []))
    facts = facts_from(reading)
    prefilled = []
    for field in FACTS:
        if field in typed:
            continue
        if facts[field] is None and (known := getattr(need.firm, field, None)) is not None:
            facts[field] = known
            prefilled.append(field)
        setattr(need, field, facts[field])
    if not typed & set(MONEY_FIELDS.values()):
        need.budget_period = facts.get("budget_period", "once")
    need.flags = list(reading.flags)
    memory |= {"language": reading.language, "sources": sources_of(reading), "prefilled": prefilled}
