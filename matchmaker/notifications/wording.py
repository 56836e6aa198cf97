"""From kind and payload to words in the language that is active, at the moment somebody reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language


@dataclass(frozen=True)
class Words:
    title: str
    body: str


def words_of(kind: str, payload: dict[str, Any]) -> Words:
    """Title (one line) and body of a message, from notifications/<kind>.txt."""
    text = render_to_string(f"notifications/{kind}.txt", prepared(payload)).strip()
    title, _, body = text.partition("\n")
    return Words(title=" ".join(title.split()), body=body.strip())


def prepared(payload: dict[str, Any]) -> dict[str, Any]:
    """The payload for a template: single-line strings, moments as datetimes, {"ko", "en"} in the reader's language."""
    return {key: _prepared(key, value) for key, value in payload.items()}


def _prepared(key: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_prepared("", item) for item in value]
    if isinstance(value, dict) and "ko" in value:
        return _prepared("", value.get((get_language() or "ko")[:2]) or value["ko"])
    if not isinstance(value, str):
        return value
    if key.endswith(("_at", "_by")):
        return parse_datetime(value)
    return " ".join(value.split())
