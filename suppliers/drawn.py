"""The parts of an offer's form, each drawn once for what stands in it and kept in this process.

A part is found by all that decides its text: language, the reference rows as loaded, its name, and what stands in it.
So it can be neither old nor of another firm. A form that was sent and came back is drawn anew.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from matchmaker.reference.book import book
from matchmaker.reference.models import Capability
from suppliers.forms_layout import includes_split, standards_split
from suppliers.offer_form import OfferForm
from suppliers.vocabulary import vocabulary_load

MOST = 4_000_000  # signs of a language
UNITS = {"onsite_hours": _("시간"), "warranty_months": _("개월")}
BOXES = {"includes": (includes_split, _("다른 것도 보기")), "standards": (standards_split, _("다른 표준도 보기"))}
PARTS = [name for name in OfferForm.base_fields if name != "capability"]  # which was picked before
Key = tuple[Any, ...]


class Kept:
    """Texts by what decides them; when they are too many, all begin anew."""

    def __init__(self) -> None:
        self.texts: dict[Key, SafeString] = {}
        self.signs = 0

    def keep(self, key: Key, text: SafeString) -> SafeString:
        self.signs += len(text)
        if self.signs > MOST:
            self.texts, self.signs = {}, len(text)
        self.texts[key] = text
        return text


def draw(form: OfferForm, name: str, capability: Capability) -> SafeString:
    field = form[name]
    if name not in BOXES:
        return render_to_string("parts/field.html", {"field": field, "unit": UNITS.get(name)})
    split, more = BOXES[name]
    return render_to_string("suppliers/boxes.html", {"field": field, "boxes": split(field, capability), "more": more})


def sent_parts(form: OfferForm, capability: Capability) -> dict[str, SafeString]:
    """All parts by name, of a form that was sent."""
    return {name: draw(form, name, capability) for name in PARTS}


def offer_parts(initial: dict[str, Any], capability: Capability) -> dict[str, SafeString]:
    """All parts by name, of a form that shows these values."""
    kept = book().made(("offer form", get_language() or ""), Kept)
    form = lru_cache(lambda: OfferForm(initial=initial, vocabulary=vocabulary_load()))
    parts = {}
    for name in PARTS:
        key = _key(name, initial.get(name, OfferForm.base_fields[name].initial), capability)
        parts[name] = kept.texts.get(key) or kept.keep(key, draw(form(), name, capability))
    return parts


def _key(name: str, value: Any, capability: Capability) -> Key:
    shown = tuple(sorted(value)) if isinstance(value, list) else value
    return (name, shown, capability.pk) if name in BOXES else (name, shown)
