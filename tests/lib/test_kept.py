"""A part of a page that is kept says what its values say, in each language, and sees nothing else."""

from __future__ import annotations

import pytest
from django.template import Context, RequestContext, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation
from django.utils.safestring import mark_safe

from matchmaker.lib.templatetags import kept


def template(inner: str, values: str = "role") -> Template:
    return Template(f"{{% load kept %}}{{% kept {values} %}}{inner}{{% endkept %}}")


def test_it_is_said_anew_for_other_values_and_in_the_other_language() -> None:
    page = template('{% translate "한국어" %} {{ role }}')
    for _again in range(2):
        for language, word in (("ko", "한국어"), ("en", "Korean")):
            with translation.override(language):
                for role in ("owner", "viewer"):
                    assert page.render(Context({"role": role})) == f"{word} {role}"


def test_one_and_yes_and_the_text_of_one_are_not_taken_for_each_other() -> None:
    page = template("{{ role }}")
    assert [page.render(Context({"role": value})) for value in (1, True, "1", None)] == ["1", "True", "1", "None"]


def test_what_is_not_named_cannot_be_seen() -> None:
    page = template("{{ role }}|{{ name }}{{ user }}{{ csrf_token }}{{ request.path }}{{ actor.user }}")
    for name in ("첫째", "둘째"):
        request = RequestFactory().get(f"/{name}/")
        said = page.render(RequestContext(request, {"role": "owner", "name": name, "user": name}))
        assert said == "owner|"


def test_a_tag_that_reads_the_request_fails_instead_of_keeping_it() -> None:
    page = template("{% querystring page=2 %}")
    with pytest.raises(AttributeError):
        page.render(RequestContext(RequestFactory().get("/?q=secret"), {"role": "owner"}))


def test_a_row_or_marked_text_does_not_decide_what_is_kept() -> None:
    for value in (object(), ["a"], mark_safe("<b>")):
        with pytest.raises(TypeError, match="role"):
            template("x").render(Context({"role": value}))


def test_a_value_without_a_name_of_its_own_is_refused_when_the_page_is_read() -> None:
    with pytest.raises(TemplateSyntaxError, match="plain name"):
        template("x", "actor.role")


def test_values_are_escaped_as_anywhere() -> None:
    assert template("{{ role }}").render(Context({"role": "<b>"})) == "&lt;b&gt;"
    assert template("{{ role }}").render(Context({"role": "<b>"}, autoescape=False)) == "<b>"


def test_many_values_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 5)
    page = template("{{ role }}")
    assert [page.render(Context({"role": at})) for at in range(40)] == [str(at) for at in range(40)]
    (node,) = (node for node in page.nodelist if isinstance(node, kept.Kept))
    assert len(node.texts) <= 5
