"""The forms of a page as a person finds them: where each goes, and what stands in its boxes already."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from html.parser import HTMLParser

Pairs = list[tuple[str, str]]


@dataclass
class Form:
    """``fields`` in the order of the page; a name may come more than once."""

    action: str
    fields: Pairs = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def filled(self, **typed: object) -> Pairs:
        """What is sent with ``typed`` in its boxes; None leaves one out. Raises KeyError for a box it does not have."""
        if unknown := typed.keys() - self.names:
            raise KeyError(f"{self.action} has no box {', '.join(sorted(unknown))}; it has {sorted(self.names)}")
        kept = [(name, value) for name, value in self.fields if name not in typed]
        for name, value in typed.items():
            values = value if isinstance(value, list | tuple) else [value]
            kept += [(name, str(one)) for one in values if one is not None]
        return kept


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select: str = ""
        self._options: list[tuple[str, bool]] = []
        self._area: str = ""
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(told.get("action", ""))
            self.forms.append(self._form)
        elif self._form is not None and (name := told.get("name", "")) and "disabled" not in told:
            self._form.names.add(name)
            self._box(tag, name, told)
        elif tag == "option":
            self._options.append((told.get("value", ""), "selected" in told))

    def _box(self, tag: str, name: str, told: dict[str, str]) -> None:
        assert self._form is not None  # nosec B101 # for the type checker
        if tag == "select":
            self._select, self._options = name, []
        elif tag == "textarea":
            self._area, self._text = name, []
        elif tag == "input":
            ticked = told.get("type") not in ("checkbox", "radio") or "checked" in told
            if ticked and told.get("type") not in ("file", "submit"):
                self._form.fields.append((name, told.get("value", "on" if "checked" in told else "")))

    def handle_data(self, data: str) -> None:
        if self._area:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif self._form is not None and tag == "select" and self._select:
            chosen = [value for value, selected in self._options if selected]
            first = [value for value, _ in self._options[:1]]
            self._form.fields += [(self._select, value) for value in chosen or first]
            self._select = ""
        elif self._form is not None and tag == "textarea" and self._area:
            self._form.fields.append((self._area, "".join(self._text).strip()))
            self._area = ""


def form_of(text: str, pattern: str, boxes: Collection[str] = ()) -> Form:
    """The first form whose address fits ``pattern`` as a whole, one with these ``boxes`` before others.

    Raises LookupError when the page has none.
    """
    reader = _Reader()
    reader.feed(text)
    fitting = [form for form in reader.forms if re.fullmatch(pattern, form.action)]
    if fitting:
        return next((form for form in fitting if form.names.issuperset(boxes)), fitting[0])
    raise LookupError(f"no form goes to {pattern}; the page has {[form.action for form in reader.forms]}")
