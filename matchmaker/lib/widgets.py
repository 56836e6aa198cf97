"""Django's plain form controls, written by functions: the same HTML as its templates, without a template for each.

A page with a few lists of choices has hundreds of controls, and Django renders a template or two for each of them.
What has no function here, Django's templates draw as ever.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.template.base import render_value_in_context
from django.template.context import Context
from django.utils.safestring import SafeData, mark_safe

Facts = dict[str, Any]
PLAIN = Context()


def _shown(value: Any) -> str:
    """As ``{{ value }}`` would be."""
    return html.escape(value) if type(value) is str else str(render_value_in_context(value, PLAIN))


def _said(value: Any) -> str:
    """As ``{{ value|stringformat:"s" }}`` would be."""
    return str(value) if isinstance(value, SafeData) else html.escape(str(value))


def attributes(given: Facts) -> str:
    return "".join(
        [
            f" {_shown(name)}" if value is True else f' {_shown(name)}="{_said(value)}"'
            for name, value in given.items()
            if value is not False
        ]
    )


def _input(widget: Facts) -> str:
    value = "" if widget["value"] is None else f' value="{_said(widget["value"])}"'
    return (
        f'<input type="{_shown(widget["type"])}" name="{_shown(widget["name"])}"{value}{attributes(widget["attrs"])}>\n'
    )


def _input_option(widget: Facts) -> str:
    if not widget.get("wrap_label"):
        return f"{_input(widget)}\n\n"
    label = _shown(widget["label"])
    named = f' for="{_shown(widget["attrs"]["id"])}"' if widget["attrs"].get("id") else ""
    return f"<label{named}>{_input(widget)} {label}</label>\n\n"


def _textarea(widget: Facts) -> str:
    value = _shown(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{_shown(widget["name"])}"{attributes(widget["attrs"])}>\n{value}</textarea>\n'


def _select_option(widget: Facts) -> str:
    return f'<option value="{_said(widget["value"])}"{attributes(widget["attrs"])}>{_shown(widget["label"])}</option>\n'


def _within(widget: Facts) -> str:
    draw = DRAWN.get(widget["template_name"])
    return draw(widget) if draw else get_default_renderer().render(widget["template_name"], {"widget": widget})


def _select(widget: Facts) -> str:
    parts = [f'<select name="{_shown(widget["name"])}"{attributes(widget["attrs"])}>']
    for group, options, _index in widget["optgroups"]:
        parts += [f'\n  <optgroup label="{_shown(group)}">'] if group else []
        parts += [f"\n  {_within(option)}" for option in options]
        parts += ["\n  </optgroup>"] if group else []
    return "".join([*parts, "\n</select>\n"])


def _multiple_input(widget: Facts) -> str:
    named = "".join(
        f' {name}="{_shown(widget["attrs"][name])}"' for name in ("id", "class") if widget["attrs"].get(name)
    )
    parts = [f"<div{named}>"]
    for group, options, _index in widget["optgroups"]:
        parts += [f"\n  <div><label>{_shown(group)}</label>"] if group else []
        parts += [f"<div>\n    {_within(option)}</div>" for option in options]
        parts += ["\n  </div>"] if group else []
    return "".join([*parts, "\n</div>"])


INPUTS = (
    "text", "number", "email", "url", "color", "search", "tel", "password", "hidden", "date", "datetime", "time",
    "file", "checkbox", "input",
)  # fmt: skip
OPTIONS = ("radio_option", "checkbox_option")
DRAWN: dict[str, Callable[[Facts], str]] = {
    f"django/forms/widgets/{name}.html": draw
    for draw, names in {
        _input: INPUTS,
        _input_option: OPTIONS,
        _textarea: ("textarea",),
        _select_option: ("select_option",),
        _select: ("select",),
        _multiple_input: ("radio", "checkbox_select", "multiple_input"),
    }.items()
    for name in names
}


class QuickRenderer(DjangoTemplates):
    """The form renderer of the site (``FORM_RENDERER``)."""

    def render(self, template_name: str, context: Facts, request: Any = None) -> str:
        draw = DRAWN.get(template_name)
        if draw is None:
            return str(super().render(template_name, context, request))
        return mark_safe(draw(context["widget"]).strip())  # nosec B308 B703 # each value went through _shown or _said
