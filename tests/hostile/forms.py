"""Forms of a page as a browser would send them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)


class Forms(HTMLParser):
    """``found``: every form with the values it would send if nobody touched it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.inside: Form | None = None
        self.select = self.textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.inside = Form(said.get("action", ""), said.get("method", "get").lower())
            self.found.append(self.inside)
        if self.inside is None:
            return
        name = said.get("name", "")
        if tag in ("input", "button") and name:
            values = self.inside.fields.setdefault(name, [])
            ticked = said.get("type") not in ("checkbox", "radio", "submit", "file") or "checked" in said
            if ticked and tag == "input":
                values.append(said.get("value", ""))
        elif tag == "select":
            self.select = name
            self.inside.fields.setdefault(name, [])
        elif tag == "option" and self.select and "selected" in said:
            self.inside.fields[self.select].append(said.get("value", ""))
        elif tag == "textarea":
            self.textarea = name
            self.inside.fields[name] = [""]

    def handle_data(self, data: str) -> None:
        if self.textarea and self.inside is not None:
            self.inside.fields[self.textarea][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.textarea = ""


def forms_of(html: str) -> list[Form]:
    reader = Forms()
    reader.feed(html)
    return reader.found
