"""Form controls that functions write are, sign for sign, those of Django's own templates."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.test.html import parse_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from matchmaker.lib.widgets import DRAWN, QuickRenderer

PLAIN, QUICK = DjangoTemplates(), QuickRenderer()
CHOICES: Any = [
    ("", "---------"),
    ("a&b", "가 & <나>"),
    (1, gettext_lazy("한국어")),
    (None, mark_safe("<b>굵게</b>")),
    ("묶음 <1>", [(2, 12345.5), (3, date(2026, 1, 5))]),
]
ATTRS: list[dict[str, Any]] = [
    {},
    {
        "id": "id_x",
        "class": '넓게 "x"',
        "required": True,
        "disabled": False,
        "data-n": 1200,
        "aria-label": gettext_lazy("영어"),
    },
]
INPUTS = [
    forms.TextInput, forms.NumberInput, forms.EmailInput, forms.URLInput, forms.ColorInput, forms.SearchInput,
    forms.TelInput, forms.PasswordInput, forms.HiddenInput, forms.DateInput, forms.DateTimeInput, forms.TimeInput,
    forms.FileInput, forms.CheckboxInput, forms.Textarea, forms.ClearableFileInput,
]  # fmt: skip
LISTS = [forms.Select, forms.SelectMultiple, forms.RadioSelect, forms.CheckboxSelectMultiple]


def test_the_site_draws_its_forms_so() -> None:
    assert isinstance(get_default_renderer(), QuickRenderer)


@pytest.mark.parametrize("attrs", ATTRS)
@pytest.mark.parametrize("value", [None, "", "<script>\"'&", mark_safe("&amp;"), 0, 1234.5, date(2026, 1, 5), True])
@pytest.mark.parametrize("kind", INPUTS)
def test_a_control_is_as_django_writes_it(kind: type[forms.Widget], value: Any, attrs: dict[str, Any]) -> None:
    assert kind().render("이름 <x>", value, attrs, QUICK) == kind().render("이름 <x>", value, attrs, PLAIN)


@pytest.mark.parametrize("attrs", ATTRS)
@pytest.mark.parametrize("value", [None, "", "a&b", 1, ["a&b", 2], [3]])
@pytest.mark.parametrize("kind", LISTS)
def test_a_list_of_choices_is_as_django_writes_it(kind: Any, value: Any, attrs: dict[str, Any]) -> None:
    widget = kind(choices=CHOICES)
    assert widget.render("무엇", value, attrs, QUICK) == widget.render("무엇", value, attrs, PLAIN)


@pytest.mark.parametrize("kind", [forms.RadioSelect, forms.CheckboxSelectMultiple, forms.Select])
def test_a_single_choice_is_as_django_writes_it(kind: type[forms.ChoiceWidget]) -> None:
    def drawn(renderer: Any) -> list[str]:
        field = forms.ChoiceField(choices=CHOICES, widget=kind)
        form = type("F", (forms.Form,), {"x": field, "default_renderer": renderer})(initial={"x": 2})
        return [str(one) for one in form["x"]]

    assert drawn(QUICK) == drawn(PLAIN)
    assert len(drawn(QUICK)) == 6


def test_what_a_project_draws_by_templates_of_its_own_inside_a_list_stays() -> None:
    class Odd(forms.RadioSelect):
        option_template_name = "django/forms/widgets/input_option.html"

    drawn = [Odd(choices=CHOICES).render("x", 1, {"id": "i"}, renderer) for renderer in (QUICK, PLAIN)]
    assert parse_html(drawn[0]) == parse_html(drawn[1])


def test_no_text_of_anybody_gets_out_of_its_place() -> None:
    bad = "\"'><script>alert(1)</script>"
    for name in sorted(DRAWN):
        option = {
            "template_name": name,
            "name": bad,
            "value": bad,
            "label": bad,
            "type": bad,
            "attrs": {"id": bad, bad: bad},
        }
        drawn = DRAWN[name](option | {"wrap_label": True, "optgroups": [(bad, [], 0)]})
        assert "<script" not in drawn
        assert "alert(1)" in drawn
