"""How figures of the map of gaps are written."""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()


@register.filter
def percent(share: float | None) -> str:
    """A share 0 to 1 as whole per cent; a dash where nothing was there to count. Little is not told as nothing."""
    if share is None:
        return "–"
    return "<1%" if 0 < share < 0.005 else f"{100 * share:.0f}%"


@register.filter
def share(value: float | None) -> str:
    """An index 0 to 1 with three places; a dash where nothing was there to count."""
    return "–" if value is None else f"{value:.3f}"


@register.filter
def short(value: float | None) -> str:
    """Requests and answers: one place where it matters."""
    return "–" if value is None else f"{value:.1f}".removesuffix(".0")


@register.filter
def grown(value: float | None) -> str:
    """Growth with its sign, so that it is read without colour."""
    return "–" if value is None else f"{100 * value:+.0f}%".replace("-", "−")


@register.filter
def told(value: Any, form: str) -> str:
    """A figure in the form its row asks for: count, percent or short."""
    if value is None:
        return "–"
    return percent(value) if form == "percent" else short(value) if form == "short" else f"{value:,.0f}"
