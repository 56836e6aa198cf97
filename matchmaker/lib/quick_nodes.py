"""Nodes of Django's templates that go a shorter way to the same result; ``folding.py`` puts them in their places."""

from __future__ import annotations

import html
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.template.base import Variable, VariableNode
from django.template.base import render_value_in_context as shown
from django.template.context import Context
from django.template.loader_tags import IncludeNode
from django.utils.safestring import SafeString


class QuickVariable(Variable):
    """Finds what Variable finds. Where the short way fails, Django's own says what that means."""

    __slots__ = ()

    def _resolve_lookup(self, context: Any) -> Any:
        first, *rest = self.lookups
        for layer in reversed(context.dicts):
            if first in layer:
                break
        else:
            return super()._resolve_lookup(context)
        try:
            current = layer[first]
            if callable(current):
                current = _called(current)
            for bit in rest:
                current = _inside(current, bit)
                if callable(current):
                    current = _called(current)
        except (AttributeError, TypeError, ObjectDoesNotExist):
            return super()._resolve_lookup(context)
        return current


def _inside(current: Any, bit: str) -> Any:
    if hasattr(type(current), "__getitem__"):
        try:
            return current[bit]
        except (TypeError, AttributeError, KeyError, ValueError, IndexError):
            pass
    return getattr(current, bit)


def _called(current: Any) -> Any:
    if getattr(current, "do_not_call_in_templates", False):
        return current
    if getattr(current, "alters_data", False):
        raise TypeError
    return current()


class QuickVariableNode(VariableNode):
    """Text needs neither a time zone nor the form of numbers."""

    def render(self, context: Context) -> str:
        output = self.filter_expression.resolve(context)
        if type(output) is SafeString:
            return output
        if type(output) is str:
            return html.escape(output) if context.autoescape else output
        return str(shown(output, context))


class QuickInclude(IncludeNode):
    """A file included by its name is looked for once; if nothing in it depends on the page, it is only its text."""

    def render(self, context: Context) -> str:
        template = self.__dict__.get("found")
        if template is None:
            template = self.found = context.template.engine.get_template(self.template.var)
        if getattr(template, "same_for_all", False):
            return str(template.nodelist.render(context))
        values = {name: value.resolve(context) for name, value in self.extra_context.items()}
        if self.isolated_context:
            return str(template.render(context.new(values)))
        with context.push(**values):
            return str(template.render(context))
