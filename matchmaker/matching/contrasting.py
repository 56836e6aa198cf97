"""What sets a package apart that holds no prize: a title that is true of it beside the other cards shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matchmaker.lib.templatetags.house import josa
from matchmaker.matching.presenting import CardView

UNNAMED = "other"
# A price that is lower by less is not worth a title.
CHEAPER = 0.05


def told_apart(cards: tuple[CardView, ...]) -> tuple[CardView, ...]:
    """The same cards; each ``other`` one has a title no other card has, unless nothing true sets it apart."""
    used = {str(card.title) for card in cards if card.label != UNNAMED}
    told: list[CardView] = []
    for card in cards:
        if card.label == UNNAMED:
            title = next((one for one in _titles(card, cards) if one not in used), str(card.title))
            used.add(title)
            card = replace(card, title=title)
        told.append(card)
    return tuple(told)


def _titles(card: CardView, cards: tuple[CardView, ...]) -> Iterator[str]:
    best = cards[0]
    others = [one for one in cards if one is not card]
    size = len(card.members)
    if card.complete and all(size < len(one.members) for one in others):
        yield ngettext("%(n)s곳이 모두 해결", "%(n)s곳만으로 해결", size) % {"n": size}
    if card.price_typical < (1 - CHEAPER) * best.price_typical:
        yield _("‘%(best)s’보다 저렴") % {"best": best.title}
    if round(best.weeks - card.weeks) >= 1:
        yield _("‘%(best)s’보다 빠름") % {"best": best.title}
    leads = {_lead(one) for one in others}
    for lead in (one.name for one in card.members if one.lead and one.pk not in leads):
        yield _("%(lead)s 이끄는 묶음") % {"lead": josa(lead, "이/가")}
    for name in _only_here(card, others) or _new_here(card, best):
        yield _("%(name)s 들어간 묶음") % {"name": josa(name, "이/가")}


def _lead(card: CardView) -> int | None:
    return next((one.pk for one in card.members if one.lead), None)


def _only_here(card: CardView, others: list[CardView]) -> list[str]:
    elsewhere = {member.pk for one in others for member in one.members}
    return [one.name for one in card.members if one.pk not in elsewhere]


def _new_here(card: CardView, best: CardView) -> list[str]:
    return [one.name for one in card.members if one.pk not in {member.pk for member in best.members}]
