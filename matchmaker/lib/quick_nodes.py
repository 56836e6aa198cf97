"""Nodes of Django's templates that go a shorter way to the same result; ``folding.py`` puts them in their places."""

from __future__ import annotations

import html
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.template.base import FilterExpression, Variable, VariableDoesNotExist, VariableNode
from django.template.base import render_value_in_context as shown
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode, URLNode
from django.templatetags.i18n import BlockTranslateNode
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from matchmaker.lib.threads import Place, place

# Kinds of things that have no keys; asking a kind costs more than all the rest. As many as a site has, not more.
KEYLESS: set[type] = set()
KINDS = 1000


class QuickVariable(Variable):
    """Finds what Variable finds. Where the short way fails, Django's own says what that means."""

    __slots__ = ()

    def _resolve_lookup(self, context: Any) -> Any:
        lookups = self.lookups
        first = lookups[0]
        for layer in reversed(context.dicts):
            if first in layer:
                break
        else:
            if first in vars(context):  # such as the name of the template
                return super()._resolve_lookup(context)
            raise VariableDoesNotExist("Failed lookup for key [%s] in %r", (first, context))
        try:
            current = layer[first]
            if callable(current):
                current = _called(current)
            if len(lookups) == 1:
                return current
            for bit in lookups[1:]:
                if type(current) in KEYLESS:
                    current = getattr(current, bit)
                else:
                    current = _part(current, bit)
                if callable(current):
                    current = _called(current)
        except (AttributeError, TypeError, ObjectDoesNotExist):
            return super()._resolve_lookup(context)
        return current


def _part(current: Any, bit: str) -> Any:
    kind = type(current)
    if hasattr(kind, "__getitem__"):
        try:
            return current[bit]
        except (TypeError, AttributeError, KeyError, ValueError, IndexError):
            return getattr(current, bit)
    if len(KEYLESS) < KINDS:
        KEYLESS.add(kind)
    return getattr(current, bit)


class QuickExpression(FilterExpression):
    """A variable without filters is what is found, and nothing more."""

    __slots__ = ()

    def resolve(self, context: Context, ignore_failures: bool = False) -> Any:
        try:
            return self.var._resolve_lookup(context)
        except VariableDoesNotExist:
            return None if ignore_failures else super().resolve(context)


def _called(current: Any) -> Any:
    if getattr(current, "do_not_call_in_templates", False):
        return current
    if getattr(current, "alters_data", False):
        raise TypeError
    return current()


class QuickVariableNode(VariableNode):
    """Text needs neither a time zone nor the form of numbers."""

    def render(self, context: Context) -> str:
        return _as_shown(self.filter_expression.resolve(context), context)

    render_annotated = render


def escaped(text: str) -> str:
    """As ``html.escape``: five looks at a text cost less than five copies, and there is seldom anything to escape."""
    if "&" in text or "<" in text or ">" in text or '"' in text or "'" in text:
        return html.escape(text)
    return text


def _as_shown(output: Any, context: Context) -> str:
    kind = type(output)
    if kind is str:
        return escaped(output) if context.autoescape else output
    if kind is SafeString:
        return output
    if kind is int and not settings.USE_THOUSAND_SEPARATOR:
        return str(output)
    if isinstance(output, Promise):  # words in the reader's language
        return _as_shown(str(output), context)
    return str(shown(output, context))


class QuickBlock(BlockTranslateNode):
    """A sentence with variables: its words are put together once, then only the variables and the number change."""

    def render(self, context: Context, nested: bool = False) -> str:
        one, many, names = self.words
        values = {name: value.resolve(context) for name, value in self.extra_context.items()}
        if many:
            context.dicts.append(values)  # the number may be one of them
            try:
                count = self.counter.resolve(context)
            finally:
                context.dicts.pop()
            if type(count) is not int:
                return str(super().render(context, nested))
            values[self.countervar] = count
        data = {}
        for name in names:
            if name not in values and name not in context:
                return str(super().render(context, nested))
            value = values[name] if name in values else context[name]
            data[name] = _as_shown(value, context)
        try:
            return (ngettext(one, many, count) if many else gettext(one)) % data
        except (KeyError, ValueError):  # a translation that does not fit: Django's own falls back to the original
            return str(super().render(context, nested))

    render_annotated = render

    @cached_property
    def words(self) -> tuple[str, str, list[str]]:
        one, names = self.render_token_list(self.singular)
        many, more = self.render_token_list(self.plural or ())
        return one, many, [*names, *more]


class QuickToken(CsrfTokenNode):
    """The token that a form brings back, without a look at whether its words are lazy."""

    def render(self, context: Context) -> str:
        words = str(context.get("csrf_token") or "")
        if not words or words == "NOTPROVIDED":  # so Django calls a token that there is none of
            return str(super().render(context))
        return f'<input type="hidden" name="csrfmiddlewaretoken" value="{escaped(words)}">'

    render_annotated = render


class QuickURLNode(URLNode):
    """An address whose arguments are plain numbers is worked out once; after that only the numbers change."""

    def render(self, context: Context) -> str:
        address = self._short(context)
        if address is None:
            return str(super().render(context))
        if self.asvar is None:
            return address
        context[self.asvar] = address
        return ""

    render_annotated = render

    def _short(self, context: Context) -> str | None:
        values = [one.resolve(context) for one in self.numbers]
        for value in values:
            if type(value) is not int or value < 0:
                return None
        escape = context.autoescape and self.asvar is None
        key = (place(), escape)
        form = self.forms.get(key)
        if form is None:
            form = self._form()
            self.forms[key] = form = conditional_escape(form) if escape else form
        return form.format(*values) if form else None

    @cached_property
    def numbers(self) -> list[FilterExpression]:
        return [*self.args, *self.kwargs.values()]

    @cached_property
    def forms(self) -> dict[tuple[Place, bool], str]:
        return {}

    def _form(self) -> str:
        """The address with places for the numbers; nothing where long and short ones do not make the same address."""
        count = len(self.args) + len(self.kwargs)
        short, long = range(1, 1 + count), range(100_000_001, 100_000_001 + count)
        try:
            wanted, form = self._address(short), self._address(long)
        except NoReverseMatch:
            return ""
        if "{" in form or any(form.count(str(number)) != 1 for number in long):
            return ""
        for at, number in enumerate(long):
            form = form.replace(str(number), f"{{{at}}}")
        return form if form.format(*short) == wanted else ""

    def _address(self, numbers: Sequence[int]) -> str:
        """No app is mounted twice, so it does not depend on the page."""
        kwargs = dict(zip(self.kwargs, numbers[len(self.args) :], strict=True))
        return reverse(self.view_name.var, args=numbers[: len(self.args)], kwargs=kwargs)
