"""Filters and tags that every template has at hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import get_language, gettext
from django_htmx.jinja import htmx_script

from matchmaker.lib import korea

register = template.Library()
ALWAYS = 0  # nobody lives in this year, so it is always told


def _korean() -> bool:
    return (get_language() or "ko").startswith("ko")


@register.filter
def won(amount: float | int | None) -> str:
    """An amount in the reader's form; nothing where there is none."""
    if amount is None or amount == "":
        return ""
    return _won(int(amount), _korean())


@lru_cache(maxsize=4096)  # a page says the same amounts again and again, and so does the next one
def _won(amount: int, korean: bool) -> str:
    return korea.won_ko(amount) if korean else korea.won_en(amount)


@register.filter
def business_number(raw: str) -> str:
    return korea.business_number_shown(raw or "")


@register.filter
def in_language(row: Any, field: str = "name") -> str:
    """``row.name_ko`` or ``row.name_en`` by the reader's language; the Korean one where English is missing."""
    language = (get_language() or "ko")[:2]
    return getattr(row, f"{field}_{language}", "") or getattr(row, f"{field}_ko", "")


@register.filter
def moment(at: datetime | None) -> str:
    """A moment in Korean time, as the reader says it."""
    if at is None or at == "":
        return ""
    local, year = timezone.localtime(at), timezone.localdate().year
    return korea.moment_ko(local, year) if _korean() else korea.moment_en(local, year)


@register.filter
def day(on: date | None) -> str:
    """A day, or the day of a moment in Korean time, as the reader says it."""
    if on is None or on == "":
        return ""
    local, year = (timezone.localdate(on) if isinstance(on, datetime) else on), timezone.localdate().year
    return korea.day_ko(local, year) if _korean() else korea.day_en(local, year)


@register.filter
def dated(on: date | None) -> str:
    """A day with its year: for what is kept as a paper and read in other years."""
    if on is None or on == "":
        return ""
    local = timezone.localdate(on) if isinstance(on, datetime) else on
    return korea.day_ko(local, ALWAYS) if _korean() else korea.day_en(local, ALWAYS)


@register.filter
def ago(at: datetime | None) -> str:
    """How long ago a moment was, by its greatest unit: 방금, 5분 전, 3일 전."""
    if at is None or at == "":
        return ""
    if timezone.now() - at < timedelta(minutes=1):
        return gettext("방금")
    return gettext("%(time)s 전") % {"time": timesince(at, depth=1)}


@register.filter
def josa(word: str, pair: str) -> str:
    """The word with its particle for Korean readers; the bare word for others."""
    return korea.josa(str(word), pair) if _korean() else str(word)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the project's own sprite. Decorative unless a label is given."""
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="/static/icons.svg#{}"/></svg>', label, name
        )
    return _decoration(name)


icon.same_for_all = True  # type: ignore[attr-defined]  # what it says depends on its arguments alone (lib/folding.py)


@register.simple_tag
def htmx() -> SafeString:
    """The script of htmx; without a nonce, since the policy allows our own files by where they lie."""
    return htmx_script(minified=True)


htmx.same_for_all = True  # type: ignore[attr-defined]


@lru_cache(maxsize=256)
def _decoration(name: str) -> SafeString:
    return format_html('<svg class="icon" aria-hidden="true"><use href="/static/icons.svg#{}"/></svg>', name)


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    return mapping.get(key) if mapping else None
