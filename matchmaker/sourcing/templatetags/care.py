"""After-care in templates."""

from __future__ import annotations

from django import template
from django.utils import timezone

from matchmaker.accounts.access import Actor
from matchmaker.sourcing.care.boxes import Box, box_of
from matchmaker.sourcing.models import Project

register = template.Library()


@register.simple_tag
def care_of(project: Project, actor: Actor) -> Box:
    """What the page of a project says about after-care to this reader."""
    return box_of(project, actor, timezone.now())


@register.filter
def days(count: float | None) -> str:
    """Days with one decimal below ten, whole ones above; "0" where there were none."""
    value = count or 0.0
    return f"{value:.1f}".removesuffix(".0") if value < 10 else f"{value:.0f}"
