"""Parts of the need page that a few values decide, drawn once and kept in this process.

Whoever asks gives all that decides the text: language, day, the reference rows as loaded, and the values shown. So what
is kept can be neither old nor of another firm: a text with an amount is found by that amount alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django import forms
from django.template.loader import get_template, render_to_string
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from demand.forms import FACT_FORMS
from demand.words import Words, lexicon
from matchmaker.reference.book import State, book

MOST = 1000
Value = int | str | None


@dataclass(frozen=True)
class Control:
    """A form's only field without its frame; ``html`` is safe as Django wrote it."""

    id: str
    label: str
    html: str


def fields_of(form: forms.Form) -> SafeString:
    """The fields of a form one after the other."""
    draw = get_template("parts/field.html").render
    return format_html_join("", "{}", ((draw({"field": field}),) for field in form))


def _kept(draw: Any, *shown: Any) -> Any:
    """What ``draw`` draws, kept by all that decides it; of rows that nobody knows the state of, nothing is."""
    state = book().state
    return (draw if state else draw.__wrapped__)(get_language(), timezone.localdate(), state, *shown)


def fact_fields(fact: str, values: tuple[Value, ...]) -> SafeString:
    """The fields of a fact's form, filled with these values in the order of the form."""
    drawn: SafeString = _kept(_fact_fields, fact, values)
    return drawn


@lru_cache(maxsize=MOST)
def _fact_fields(_language: str, _day: date, _state: State, fact: str, values: tuple[Value, ...]) -> SafeString:
    form = FACT_FORMS[fact]
    return fields_of(form(initial=dict(zip(form.base_fields, values, strict=True)), auto_id=f"id_{fact}_%s"))


def answer_control(fact: str) -> Control:
    """The empty field that takes a typed answer to a question."""
    control: Control = _kept(_answer_control, fact)
    return control


@lru_cache(maxsize=MOST)
def _answer_control(_language: str, _day: date, _state: State, fact: str) -> Control:
    field = next(iter(FACT_FORMS[fact](auto_id="id_answer_%s")))
    return Control(field.id_for_label, str(field.label), str(field))


def capability_words() -> SafeString:
    """Every capability as an option to type."""
    return _made("words", lambda words: format_html_join("", '<option value="{}"></option>', _labels(words)))


def capability_browse() -> SafeString:
    """Every capability as a button, by kind."""
    return _made("browse", lambda words: render_to_string("demand/parts/browse.html", {"kinds": by_kind(words)}))


def by_kind(words: dict[str, Words]) -> dict[str, list[Words]]:
    kinds: dict[str, list[Words]] = {}
    for row in words.values():
        kinds.setdefault(row.kind, []).append(row)
    return kinds


def _labels(words: dict[str, Words]) -> Any:
    return ((row.label,) for row in words.values())


def _made(name: str, draw: Any) -> SafeString:
    made: SafeString = book().made(("need page", name, get_language() or ""), lambda: draw(lexicon()))
    return made
