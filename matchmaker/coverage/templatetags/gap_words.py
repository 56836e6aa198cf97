"""How figures of the map of gaps are written."""

from __future__ import annotations

from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from matchmaker.coverage.gap_map import Line, Square
from matchmaker.coverage.models import GapCell

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


def parts(cell: GapCell) -> str:
    """A square's figure taken apart, as it is shown on hover."""
    told = _("요청 %(n)s건 · 닿는 곳 %(s)s × 답하는 비율 %(a)s × 여력 %(c)s = 답할 곳 %(e)s · 스스로의 빈틈 %(o)s") % {
        "n": short(cell.demand),
        "s": cell.suppliers,
        "a": percent(cell.answering),
        "c": percent(cell.capacity),
        "e": short(cell.answers),
        "o": percent(cell.own),
    }
    return told + _(", 먼저 갖출 것까지 %(g)s") % {"g": percent(cell.gap)} if cell.gap > cell.own else told


@register.simple_tag
def squares(line: Line) -> SafeString:
    """The squares of one line and their sum. A map has a thousand of them: written here, not by nodes of a template."""
    asked = _("요청 %(n)s건")
    none = f'<td><span class="none"><span class="visually-hidden">{escape(_("요청 없음"))}</span></span></td>'
    found = [none if one is None else _square(one, asked) for one in line.squares]
    told = escape(asked % {"n": short(line.total.demand)})
    gap = escape(percent(line.total.gap))
    found.append(f'<td class="sum"><span class="step-{line.total.step}" title="{told}">{gap}</span></td>')
    return mark_safe("".join(found))  # nosec B308 B703 # each text went through escape


def _square(one: Square, asked: str) -> str:
    told = parts(one.cell) if one.cell else asked % {"n": short(one.demand)}
    inside = f'href="{escape(one.link)}" title="{escape(told)}">{escape(percent(one.gap))}'
    return f'<td><a class="step-{one.step}" {inside}</a></td>'


@register.filter
def told(value: Any, form: str) -> str:
    """A figure in the form its row asks for: count, percent or short."""
    if value is None:
        return "–"
    return percent(value) if form == "percent" else short(value) if form == "short" else f"{value:,.0f}"
