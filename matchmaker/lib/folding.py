"""Templates made ready when they are loaded: what says the same to everybody in a language is said once and kept.

Words, addresses without arguments, icons and static files stand in every page, and Django looks each of them up each
time. Here neighbours of that kind become one node that keeps its text by language; nothing that comes from a context
is ever kept. All the rest goes a shorter way to the same result. Templates stay Django's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.template.base import FilterExpression, Node, NodeList, TextNode, Variable, VariableNode
from django.template.context import Context
from django.template.defaulttags import CommentNode, CsrfTokenNode, ForNode, IfNode, LoadNode, URLNode, WithNode
from django.template.library import SimpleNode
from django.template.loader_tags import ExtendsNode, IncludeNode
from django.template.loaders import base, cached
from django.template.smartif import TokenBase
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode

from matchmaker.lib.quick_filters import QUICK as QUICK_FILTERS
from matchmaker.lib.quick_flow import QuickExtends, QuickFor, QuickIf, QuickInclude, QuickList, QuickWith, literal
from matchmaker.lib.quick_nodes import (
    QuickBlock,
    QuickExpression,
    QuickToken,
    QuickURLNode,
    QuickVariable,
    QuickVariableNode,
)
from matchmaker.lib.threads import Place, place

QUICK_NODES: dict[type[Node], type[Node]] = {
    VariableNode: QuickVariableNode,
    IfNode: QuickIf,
    ForNode: QuickFor,
    WithNode: QuickWith,
    CsrfTokenNode: QuickToken,
}


class Folded(Node):
    """Nodes that depend on no context: rendered once for each language, mount point and way of escaping."""

    child_nodelists = ()

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes = nodes
        self.kept: dict[tuple[Place, bool], str] = {}

    def render(self, context: Context) -> str:
        key = (place(), context.autoescape)
        text = self.kept.get(key)
        if text is None:
            text = self.kept[key] = "".join([node.render_annotated(context) for node in self.nodes])
        return text

    render_annotated = render


def constant(node: Node) -> bool:
    """Whether a node says the same on every page of a language."""
    match node:
        case TextNode() | CommentNode() | LoadNode() | Folded():
            return True
        case TranslateNode():
            return not node.asvar and node.message_context is None and literal(node.filter_expression)
        case BlockTranslateNode():
            words = not any(token.token_type.name == "VAR" for token in node.singular)
            return words and not (node.asvar or node.plural or node.extra_context or node.message_context)
        case URLNode():
            return node.asvar is None and all(map(literal, (node.view_name, *node.args, *node.kwargs.values())))
        case StaticNode():
            return node.varname is None and literal(node.path)
    if type(node) is SimpleNode and getattr(node.func, "same_for_all", False):
        return node.target_var is None and all(map(literal, (*node.args, *node.kwargs.values())))
    return False


def fold(nodes: NodeList) -> None:
    """Make a list of nodes ready, and all lists inside it."""
    ready: list[Node] = []
    run: list[Node] = []
    for node in nodes:
        if constant(node):
            run.append(node)
            continue
        ready += _joined(run)
        run = []
        ready.append(_quick(node))
        for inner in _lists(node):
            fold(inner)
    nodes[:] = ready + _joined(run)
    if type(nodes) is NodeList:
        nodes.__class__ = QuickList


def _joined(run: list[Node]) -> list[Node]:
    if all(type(node) is TextNode for node in run):
        return run
    return [Folded(run)]


def _quick(node: Node) -> Node:
    for value in vars(node).values():
        for expression in _expressions(value):
            expression.filters[:] = [(QUICK_FILTERS.get(one, one), args) for one, args in expression.filters]
            asked = [arg for _filter, args in expression.filters for is_variable, arg in args if is_variable]
            for variable in (expression.var, *asked):
                if type(variable) is Variable:
                    variable.__class__ = QuickVariable
            if _only_found(expression) and type(node) is not TranslateNode:  # that says what is found in a language
                expression.__class__ = QuickExpression
    if type(node) in QUICK_NODES:
        node.__class__ = QUICK_NODES[type(node)]
    elif type(node) is IncludeNode and literal(node.template) and not str(node.template.var).startswith("."):
        node.__class__ = QuickInclude
    elif type(node) is BlockTranslateNode and not (node.asvar or node.message_context):
        node.__class__ = QuickBlock
    elif type(node) is URLNode and literal(node.view_name):
        node.__class__ = QuickURLNode
    elif type(node) is ExtendsNode and literal(node.parent_name):
        node.__class__ = QuickExtends
    return node


def _only_found(expression: FilterExpression) -> bool:
    """Whether an expression is a variable as it is found: no filter, no word."""
    return type(expression.var) is QuickVariable and not expression.filters and not literal(expression)


def _expressions(value: Any) -> Iterator[FilterExpression]:
    if isinstance(value, FilterExpression):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _expressions(one)
    elif isinstance(value, list | tuple) and not isinstance(value, NodeList):
        for one in value:
            yield from _expressions(one)
    elif isinstance(value, TokenBase):  # a condition of {% if %}
        for part in (value.value, value.first, value.second):
            yield from _expressions(part)


def _lists(node: Node) -> Iterator[NodeList]:
    """The lists of nodes inside a node, wherever it keeps them."""
    for value in vars(node).values():
        for one in value if isinstance(value, list | tuple) and not isinstance(value, NodeList) else (value,):
            for part in one if isinstance(one, tuple) else (one,):
                if isinstance(part, NodeList):
                    yield part


class _Ready(base.Loader):
    def get_template(self, template_name: str, skip: Any = None) -> Any:
        template = super().get_template(template_name, skip)
        if not self.engine.debug:  # there errors point at their line
            fold(template.nodelist)
            template.same_for_all = all(map(constant, template.nodelist))
        return template


class Loader(cached.Loader, _Ready):
    """Django's cached loader; what it keeps has been made ready before anybody sees it."""
