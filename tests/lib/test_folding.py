"""Templates made ready at loading say what Django's own would say, and keep nothing that comes from a context."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.template import Context, Engine
from django.template.base import Node, NodeList
from django.template.engine import Engine as AnyEngine
from django.urls import get_resolver
from django.utils import translation
from django.utils.functional import lazystr
from django.utils.safestring import mark_safe

from matchmaker.lib.folding import Folded, Loader, _lists

OPTIONS = settings.TEMPLATES[0]["OPTIONS"]
LOCMEM = "django.template.loaders.locmem.Loader"
FILES = {
    "base.html": '<p>{% translate "매치메이커" %}{% block a %}{% icon "bell" %}{% endblock %}{% include "same.html" %}',
    "same.html": '{% load humanize %}<b>{% translate "매치메이커" %}</b>',
    "part.html": "[{{ word }}{{ name }}{% block a %}{% endblock %}]",
    "deep.html": "{{ depth }}{% if depth != 'x' %}{% include 'deep.html' with depth='x' %}{% endif %}{{ name }}",
    "rounds.html": "{% cycle 'a' 'b' %}{{ forloop.counter }}{% for b in list %}{% cycle 'c' 'd' %}{% endfor %}",
    "text.html": "only <words>",
    "under.html": '{% extends "leaf.html" %}{% block a %}({{ block.super }}{{ number }}){% endblock %}',
    "under_text.html": '{% extends "text.html" %}{% block a %}x{% endblock %}',
    "leaf.html": '{% extends "base.html" %}{% block a %}{{ block.super }}{{ name }}{% endblock %}',
}
SNIPPETS = Path(__file__).with_name("snippets.txt").read_text("utf-8").splitlines()  # a template a line


class Gone(ObjectDoesNotExist):
    pass


class Thing:
    word, kept = "w", property(lambda self: mark_safe("<k>"))

    def method(self) -> str:
        return "<m>"

    def needs(self, more: str) -> str:
        return more

    @property
    def gone(self) -> str:
        raise Gone

    def harm(self) -> str:
        raise AssertionError

    harm.alters_data = True  # type: ignore[attr-defined]


class Both(dict[str, str]):
    word = "as a name"


def facts() -> dict[str, Any]:
    class Kind:
        do_not_call_in_templates = True

        def __repr__(self) -> str:
            return "kind"

    return {
        "name": "<가&'\">", "safe": mark_safe("<i>"), "number": 1234567, "amount": 0.5, "none": None, "mark": "menu",
        "lazy": translation.gettext_lazy("한국어"), "thing": Thing(), "row": {"key": "v", "inner": {"key": 1}, 0: "z"},
        "list": ["v", "b"], "pairs": [("a", ""), ("c", "d")], "call": lambda: Thing, "Kind": Kind(),
        "which": "part.html", "path": "favicon.svg",
        "made": (letter for letter in "<x>"), "csrf_token": lazystr("a<b"),
        "say": "한국어", "deep": {"say": "한국어"}, "words_to_say": ["한국어", "<b>"],
        "both": Both(key="k"), "small": 7, "words": "12", "numbers": [0, 7, 12345678901], "true": True,
    }  # fmt: skip


def engine(*, ready: bool, files: dict[str, str]) -> AnyEngine:
    inner = [(LOCMEM, files)]
    loader = "matchmaker.lib.folding.Loader" if ready else "django.template.loaders.cached.Loader"
    libraries = {"humanize": "django.contrib.humanize.templatetags.humanize"}
    return Engine(loaders=[(loader, inner)], builtins=OPTIONS["builtins"], libraries=libraries)


def said(engine: AnyEngine, name: str, language: str) -> str:
    with translation.override(language):
        return str(engine.get_template(name).render(Context(facts())))


@pytest.mark.parametrize("snippet", [*SNIPPETS, FILES["leaf.html"], FILES["under.html"]])
def test_a_ready_template_says_what_djangos_would_in_both_languages_in_turn(snippet: str) -> None:
    files = FILES | {"it.html": snippet}
    ready, plain = engine(ready=True, files=files), engine(ready=False, files=files)
    for language in ("ko", "en", "ko", "en"):
        assert said(ready, "it.html", language) == said(plain, "it.html", language)


def test_words_of_one_language_are_not_said_in_the_other() -> None:
    ready = engine(ready=True, files={"it.html": SNIPPETS[0]})
    assert "한국어" in said(ready, "it.html", "ko")
    assert "Korean" in said(ready, "it.html", "en")


def folded(nodes: NodeList) -> Iterator[Folded]:
    for node in nodes:
        if isinstance(node, Folded):
            yield node
        for inner in _lists(node):
            yield from folded(inner)


class Tripwire(dict[str, Any]):
    def __contains__(self, key: object) -> bool:
        raise AssertionError(f"{key} was looked up in what is kept for everybody")

    __getitem__ = get = __contains__  # type: ignore[assignment]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_is_kept_of_any_template_asks_nothing_of_who_reads(language: str) -> None:
    site = AnyEngine.get_default()
    root = Path(settings.BASE_DIR) / "templates"
    kept: list[Node] = []
    for path in sorted(root.rglob("*.html")):
        template = site.get_template(str(path.relative_to(root)))
        for node in folded(template.nodelist):
            context = Context()
            context.dicts[:] = [Tripwire()]
            context.template = template
            with translation.override(language):
                node.render(context)
            kept.append(node)
    assert len(kept) > 500


def test_the_site_loads_its_templates_so() -> None:
    assert [type(loader) for loader in AnyEngine.get_default().template_loaders] == [Loader]


def test_no_app_is_mounted_twice_so_that_addresses_do_not_depend_on_the_page() -> None:
    def apps(resolver: Any) -> Iterator[list[str]]:
        yield from resolver.app_dict.values()
        for _prefix, inner in resolver.namespace_dict.values():
            yield from apps(inner)

    assert all(len(mounted) == 1 for mounted in apps(get_resolver()))
