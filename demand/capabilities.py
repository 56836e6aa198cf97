"""Which capability a person means by a few words typed into the box that adds one more."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from demand.understanding import understand
from demand.words import Words, lexicon
from matchmaker.reference.models import Alias, Capability

MOST_SUGGESTIONS = 6


@dataclass(frozen=True)
class Meant:
    """``codes``: alternatives, when it is clear; else ``suggestions`` to choose from, perhaps none."""

    codes: tuple[str, ...] = ()
    suggestions: tuple[Words, ...] = ()


def meant(what: str) -> Meant:
    """A label, name or alias is clear, and so is what the reader is sure of; other words only suggest."""
    words = lexicon()
    wanted = what.strip().casefold()
    for row in words.values():
        if wanted in {row.label.casefold(), row.plain.casefold(), row.short.casefold(), row.code.casefold()}:
            return Meant((row.code,))
    alias = Alias.objects.filter(words__iexact=wanted).order_by("capability__position").first()
    if alias is not None:
        return Meant((alias.capability_id,))
    read = understand(what).requirements
    if len(read) == 1 and read[0].sure:
        return Meant(read[0].codes)
    guessed = [code for item in read for code in item.codes]
    found = dict.fromkeys([*guessed, *_holding(wanted)])
    return Meant(suggestions=tuple(words[code] for code in found if code in words)[:MOST_SUGGESTIONS])


def _holding(wanted: str) -> list[str]:
    """Codes whose aliases, names or plain words contain the words; those by alias first."""
    by_alias = Alias.objects.filter(words__icontains=wanted).order_by("capability__position")
    named = Q()
    for field in ("plain_ko", "name_ko", "plain_en", "name_en"):
        named |= Q(**{f"{field}__icontains": wanted})
    by_name = Capability.objects.filter(named).values_list("pk", flat=True)
    return [*by_alias.values_list("capability_id", flat=True), *by_name]
