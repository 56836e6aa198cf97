"""``{% kept here kind sees=actor.sees_firms %}…{% endkept %}``: a part of a page that only these values decide.

Inside, nothing else can be seen, neither the page's other names nor the request, so what is kept cannot hold anything
of a person who is not named. It is kept in this process by language and values, which are texts, numbers and yes or no.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, Token, token_kwargs
from django.template.context import Context

from matchmaker.lib.threads import place

register = template.Library()
PLAIN = (str, int, bool, type(None))
MOST = 1000  # texts of one place; a place whose values vary more is the wrong one


class Kept(Node):
    def __init__(self, nodelist: NodeList, named: dict[str, FilterExpression]) -> None:
        self.nodelist, self.named = nodelist, named
        self.texts: dict[Any, str] = {}

    def render(self, context: Context) -> str:
        values = {name: value.resolve(context, ignore_failures=True) for name, value in self.named.items()}
        if odd := [name for name, value in values.items() if type(value) not in PLAIN]:
            raise TypeError(f"{', '.join(odd)}: only texts, numbers and yes or no decide what is kept")
        key = (place(), context.autoescape, *map(type, values.values()), *values.values())
        text = self.texts.get(key)
        if text is None:
            if len(self.texts) >= MOST:
                self.texts.clear()
            inside = Context(values, autoescape=context.autoescape)
            with inside.bind_template(context.template):
                text = self.texts[key] = self.nodelist.render(inside)
        return text


@register.tag
def kept(parser: Parser, token: Token) -> Kept:
    bits = token.split_contents()[1:]
    named: dict[str, FilterExpression] = {}
    for bit in bits:
        named |= token_kwargs([bit], parser) or {bit: parser.compile_filter(bit)}
    if not all(name.isidentifier() for name in named):
        raise template.TemplateSyntaxError("each value needs a plain name: sees=actor.sees_firms")
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(nodelist, named)
