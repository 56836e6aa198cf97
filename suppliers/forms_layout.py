"""Where the boxes of a long form stand: what concerns this capability first, all others behind a fold."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from html import escape

from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString, mark_safe

from matchmaker.lib.widgets import attributes
from matchmaker.reference.book import book
from matchmaker.reference.models import Capability


@dataclass(frozen=True)
class Boxes:
    """Check boxes as they stand on the page."""

    near: SafeString
    rest: SafeString
    count: int  # of the rest


def boxes_of(field: BoundField) -> list[tuple[str, bool, str]]:
    """(value, whether it is ticked, HTML) of each choice, as the field's own widget draws it.

    Written here, since a list has nearly a hundred: a widget and a template's loop take ten times as long.
    """
    name, more = escape(field.html_name), attributes(field.build_widget_attrs({}))
    start = f'<input type="checkbox" name="{name}" value="'
    chosen, found = set(field.field.widget.format_value(field.value())), []  # type: ignore[arg-type]
    for at, (value, label) in enumerate(field.field.choices):
        ticked, key = str(value) in chosen, escape(f"{field.auto_id}_{at}")
        box = f'{start}{escape(str(value))}" id="{key}"{more}{" checked" if ticked else ""}>'
        text = f'<label class="check" for="{key}">{box}<span>{escape(str(label))}</span></label>'
        found.append((str(value), ticked, text))
    return found


def split_boxes(field: BoundField, first: Container[str], without: str = "") -> Boxes:
    """Those to show at once (``first`` or ticked) and the rest, there without one."""
    near, rest = [], []
    for value, ticked, text in boxes_of(field):
        if ticked or value in first:
            near.append(text)
        elif value != without:
            rest.append(text)
    # Each value was escaped where it was written.
    return Boxes(mark_safe("".join(near)), mark_safe("".join(rest)), len(rest))  # nosec B308 B703


def standards_split(field: BoundField, capability: Capability) -> Boxes:
    """Standards that products of this capability usually speak stand first."""
    return split_boxes(field, {str(pk) for pk in book().spoken.get(capability.pk, ())})


def includes_split(field: BoundField, capability: Capability) -> Boxes:
    """What goes with this capability stands first, itself nowhere."""
    related = {code for group in capability.hard_needs for code in group} | set(capability.goes_with)
    return split_boxes(field, related, without=capability.code)
