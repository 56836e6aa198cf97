"""Counts as this reader may see them."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _

from matchmaker.accounts.access import Actor
from matchmaker.coverage.few import FEWEST, Reader, too_few

register = template.Library()


@register.filter
def counted(count: Any, actor: Actor | Reader) -> Any:
    """The count, words as they are; to people who see figures alone only that it is small, where it is."""
    if not count or actor.sees_firms or not too_few(count):
        return f"{count:,.0f}" if isinstance(count, (int, float)) else count
    return _("%(least)s 미만") % {"least": FEWEST}
