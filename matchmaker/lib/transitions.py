"""How every state moves: a conditional UPDATE that names both ends, then a row that says who, from, to and why."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matchmaker.lib.labels import Labelled


class MoveRefused(Exception):
    """The row is no longer where the caller believed, or the table of moves does not allow the step."""

    message = _("그 사이에 상태가 바뀌었습니다. 화면을 새로 고쳐 확인해 주세요.")


class Stateful(Labelled, models.Model):
    """A row with a ``status`` and a table of allowed moves in the app's choices.py."""

    MOVES: ClassVar[dict[str, frozenset[str]]] = {}

    class Meta:
        abstract = True


class MoveEvent(models.Model):
    """Base of the append-only event rows; the subclass adds ``row`` with related_name="events"."""

    frm = models.CharField(max_length=20, blank=True)
    to = models.CharField(max_length=20)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True
        ordering = ["-at", "-pk"]


@transaction.atomic
def advance(row: Any, *, frm: str, to: str, actor: Any = None, reason: str = "", **fields: Any) -> None:
    """Move ``row`` from ``frm`` to ``to`` with ``fields``. Raises MoveRefused when somebody else was first."""
    if to not in row.MOVES.get(frm, frozenset()):
        raise MoveRefused(f"{type(row).__name__}: {frm} -> {to} is no allowed move")
    moved = type(row)._base_manager.filter(pk=row.pk, status=frm).update(status=to, **fields)
    if moved != 1:
        raise MoveRefused(f"{type(row).__name__} {row.pk} is not {frm} any more")
    row.status = to
    for name, value in fields.items():
        setattr(row, name, value)
    row.events.create(frm=frm, to=to, actor=actor, reason=reason)
