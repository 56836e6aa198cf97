"""Lists, conditions, loops and included files of Django's templates, drawn by a shorter way to the same result.

``folding.py`` puts them in their places. A layer that Django puts on a context for a while is a plain dict here, taken
off again where it was put on.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.template.base import FilterExpression, NodeList, Template, TextNode, Variable, VariableDoesNotExist
from django.template.context import Context
from django.template.defaulttags import ForNode, IfNode, WithNode
from django.template.loader_tags import BLOCK_CONTEXT_KEY, BlockContext, BlockNode, ExtendsNode, IncludeNode
from django.template.smartif import TokenBase
from django.utils.safestring import SafeString

from matchmaker.lib.quick_nodes import QuickExpression

Draw = Callable[[Context], str]
Ask = Callable[[Context], Any]
COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "in": lambda one, other: one in other,
    "not in": lambda one, other: one not in other,
    "is": operator.is_, "is not": operator.is_not, "==": operator.eq, "!=": operator.ne,
    ">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le,
}  # fmt: skip
LOOP: dict[str, Callable[[int, int], int | bool]] = {
    "counter": lambda at, count: at + 1,
    "counter0": lambda at, count: at,
    "revcounter": lambda at, count: count - at,
    "revcounter0": lambda at, count: count - at - 1,
    "first": lambda at, count: at == 0,
    "last": lambda at, count: at == count - 1,
}


def literal(value: Any) -> bool:
    """Whether an argument of a tag stands in the template itself."""
    if isinstance(value, FilterExpression):
        return not value.filters and (not value.is_var or value.var.lookups is None)
    return isinstance(value, Variable) and value.lookups is None


class QuickList(NodeList):
    """Nodes one after the other, with the words among them; nothing is noted on the way, since errors are told nothing
    of templates here.
    """

    def render(self, context: Context) -> SafeString:
        return SafeString(self.drawn(context))  # nosec B703 # as NodeList has it

    def drawn(self, context: Context) -> str:
        texts, gaps = self.ready
        parts = texts.copy()
        for at, draw in gaps:
            parts[at] = draw(context)
        return "".join(parts)

    @cached_property
    def ready(self) -> tuple[list[str], list[tuple[int, Draw]]]:
        """The words, with gaps among them, and what fills each gap."""
        texts = [node.s if type(node) is TextNode else "" for node in self]
        return texts, [(at, node.render) for at, node in enumerate(self) if type(node) is not TextNode]


def _drawing(nodes: NodeList) -> Draw:
    return nodes.drawn if type(nodes) is QuickList else nodes.render


class QuickIf(IfNode):
    def render(self, context: Context) -> str:
        for ask, draw in self.asked:
            if ask(context):
                return draw(context)
        return ""

    render_annotated = render

    @cached_property
    def asked(self) -> list[tuple[Ask, Draw]]:
        return [
            (_always if condition is None else _met(condition), _drawing(nodes))
            for condition, nodes in self.conditions_nodelists
        ]


def _always(_context: Context) -> bool:
    return True


def _met(condition: TokenBase) -> Ask:
    """A whole condition; one that lacks an argument of a filter is not met."""
    ask = _answer(condition)

    def met(context: Context) -> Any:
        try:
            return ask(context)
        except VariableDoesNotExist:
            return None

    return met if condition.id == "literal" and condition.value.filters else ask


def _answer(part: TokenBase) -> Ask:
    """What a part of a condition comes to. As Django has it, what cannot be answered is no."""
    if part.id == "literal":
        return _value(part.value)
    one = _answer(part.first)
    if part.id == "not":
        return _negation(one)
    if part.id in ("and", "or"):
        return _junction(one, _answer(part.second), both=part.id == "and")
    return _comparison(COMPARE[part.id], one, _answer(part.second))


def _value(expression: FilterExpression) -> Ask:
    if literal(expression):
        fixed = expression.resolve(Context())
        return lambda context: fixed
    if type(expression) is QuickExpression:
        find = expression.var._resolve_lookup

        def found(context: Context) -> Any:
            try:
                return find(context)
            except VariableDoesNotExist:
                return None

        return found
    resolve = expression.resolve
    return lambda context: resolve(context, True)


def _negation(one: Ask) -> Ask:
    def ask(context: Context) -> bool:
        try:
            return not one(context)
        except Exception:  # as Django's own conditions do
            return False

    return ask


def _junction(one: Ask, other: Ask, *, both: bool) -> Ask:
    def ask(context: Context) -> Any:
        try:
            first = one(context)
            return other(context) if bool(first) is both else first
        except Exception:
            return False

    return ask


def _comparison(compare: Callable[[Any, Any], Any], one: Ask, other: Ask) -> Ask:
    def ask(context: Context) -> Any:
        try:
            return compare(one(context), other(context))
        except Exception:
            return False

    return ask


class Loop(dict[str, Any]):
    """What is known of a loop; a figure is worked out where it is asked for."""

    __slots__ = ("_at", "_count")
    _at: int
    _count: int

    def __missing__(self, name: str) -> int | bool:
        return LOOP[name](self._at, self._count)


class QuickFor(ForNode):
    def render(self, context: Context) -> str:
        values = self.sequence.resolve(context, ignore_failures=True)
        if values is None:
            values = ()
        elif not hasattr(values, "__len__"):
            values = list(values)
        layer: dict[str, Any] = {}
        context.dicts.append(layer)
        try:
            if not len(values):
                return _drawing(self.nodelist_empty)(context)
            layer["forloop"] = loop = Loop(parentloop=context.get("forloop", {}))
            loop._count = len(values)
            return self._rounds(context, reversed(values) if self.is_reversed else values, loop, layer)
        finally:
            context.dicts.pop()

    render_annotated = render

    def _rounds(self, context: Context, values: Any, loop: Loop, layer: dict[str, Any]) -> str:
        draw, parts = _drawing(self.nodelist_loop), []
        if len(self.loopvars) == 1:
            name = self.loopvars[0]
            for loop._at, layer[name] in enumerate(values):
                parts.append(draw(context))
            return "".join(parts)
        for loop._at, item in enumerate(values):
            context.dicts.append(dict(zip(self.loopvars, item, strict=True)))
            parts.append(draw(context))
            context.dicts.pop()
        return "".join(parts)


class QuickWith(WithNode):
    def render(self, context: Context) -> str:
        values = {name: value.resolve(context) for name, value in self.extra_context.items()}
        context.dicts.append(values)
        try:
            return self.nodelist.render(context)
        finally:
            context.dicts.pop()

    render_annotated = render


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
        state = context.render_context
        known, state.template = state.template, template
        state.dicts.append({})
        context.dicts.append(values)
        try:
            return template._render(context)  # type: ignore[no-any-return]
        finally:
            context.dicts.pop()
            state.dicts.pop()
            state.template = known

    render_annotated = render


class QuickExtends(ExtendsNode):
    """The file above one that is named, and its blocks if nothing is above it, are looked for once."""

    def render(self, context: Context) -> str:
        state = context.render_context
        if "above" not in vars(self):
            self.above = self._above(context)
        parent, blocks = self.above
        known = state.get(BLOCK_CONTEXT_KEY)
        if known is None:
            known = state[BLOCK_CONTEXT_KEY] = BlockContext()
        known.add_blocks(self.blocks)
        known.add_blocks(blocks)
        template, state.template = state.template, parent
        try:
            return parent._render(context)  # type: ignore[no-any-return]
        finally:
            state.template = template

    render_annotated = render

    def _above(self, context: Context) -> tuple[Template, dict[str, BlockNode]]:
        parent = self.get_parent(context)
        first = next((node for node in parent.nodelist if type(node) is not TextNode), None)
        last = isinstance(first, ExtendsNode)
        return parent, {} if last else {node.name: node for node in parent.nodelist.get_nodes_by_type(BlockNode)}
