"""How a page does something: call the service, say how it went, and go on from there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise

from demand.errors import DemandError
from matchmaker.lib.transitions import MoveRefused
from matchmaker.sourcing.errors import SourcingError

REFUSALS = (SourcingError, DemandError, MoveRefused)  # the need below may be closed in the same moment
Row = TypeVar("Row")


@dataclass(frozen=True)
class Done(Generic[Row]):
    """True when the service went through; ``row`` is what it gave."""

    ok: bool
    row: Row | None = None

    def __bool__(self) -> bool:
        return self.ok


def do(
    request: HttpRequest,
    service: Callable[..., Row],
    words: str | Promise = "",
    /,
    *,
    beside: tuple[Form, str | None] | None = None,
    **given: Any,
) -> Done[Row]:
    """Call ``service`` with what is given; say ``words``, or why it was refused.

    ``beside``: a form and the name of its field, or None for the whole form, where a refusal stands when that form is
    shown again; without it the refusal is said on the next page.
    """
    try:
        row = service(**given)
    except REFUSALS as refused:
        if beside:
            form, field = beside
            form.add_error(field, refused.message)
        else:
            level = messages.INFO if isinstance(refused, SourcingError) and refused.harmless else messages.ERROR
            messages.add_message(request, level, refused.message)
        return Done(ok=False)
    if words:
        messages.success(request, words)
    return Done(ok=True, row=row)


def act(
    request: HttpRequest, to: tuple[Any, ...], service: Callable[..., Any], words: str | Promise, /, **given: Any
) -> HttpResponse:
    """Let ``service`` be done by whoever asks, and go on to ``to``: the name of an address and its key."""
    do(request, service, words, actor=request.user, **given)
    return redirect(*to)
