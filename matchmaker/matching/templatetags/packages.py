"""Filters of the package pages."""

from __future__ import annotations

from django import template

from matchmaker.matching import pages
from matchmaker.matching.drawing import PricePicture
from matchmaker.matching.presenting import CardView
from matchmaker.matching.wording import rounded

register = template.Library()


@register.filter
def about(amount: float | None) -> int | None:
    """An estimate in three leading digits."""
    return None if amount is None else rounded(amount)


@register.filter
def price_picture(card: CardView) -> PricePicture:
    return pages.price_of(card)
