"""The audit log: who looked at what belongs to others, and who changed whose rights. One line a deed, for good.

``audit_write(actor=…, action=AuditAction.DECIDED, target=row)`` belongs into the service whose transaction it tells of.
``@audited("quote")`` below the access decorator of a view notes each look at a row of others; an administrator's look
at a single row or download is noted by ``access.requires`` by itself, unless the view is marked ``@harmless``.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from structlog.contextvars import get_contextvars

from matchmaker.accounts.audit_models import AuditEntry
from matchmaker.accounts.choices import AuditAction, OrganisationKind
from matchmaker.accounts.models import Organisation
from matchmaker.lib.client_address import client_address
from matchmaker.lib.prepared import fixed_rows

View = Callable[..., HttpResponse]
MOST = 200  # signs of one text in the detail


@dataclass(frozen=True)
class Origin:
    """Where the deed came from; outside a request nothing is known of it."""

    address: str = ""
    user: int | None = None
    organisation: int | None = None


NOWHERE = Origin()
_origin: ContextVar[Origin] = ContextVar("audit_origin", default=NOWHERE)


@contextmanager
def asked_by(request: HttpRequest) -> Iterator[None]:
    """While this lasts, lines know from where the request came and for whom its person acts."""
    actor = getattr(request, "actor", None)
    organisation = actor.organisation.pk if actor else None
    token = _origin.set(Origin(network_of(client_address(request)), request.user.pk, organisation))
    try:
        yield
    finally:
        _origin.reset(token)


def network_of(address: str) -> str:
    """The network around an address, 203.0.113.0/24 or 2001:db8::/48: enough to see a stranger, not to find a home."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(ipaddress.ip_network((known, 24 if known.version == 4 else 48), strict=False))


def audit_write(
    *,
    actor: Any,
    action: str,
    target: Model | None = None,
    target_kind: str = "",
    target_id: object = "",
    organisation: Organisation | None = None,
    detail: dict[str, Any] | None = None,
) -> AuditEntry:
    """Add a line in the caller's transaction.

    ``actor``: an Actor, a User, or None where nobody is known. What it is about: a row, or a kind in words with a key.
    ``organisation``: for whom the actor acts, where the request does not say it. ``detail``: codes and numbers only,
    never what people wrote, never a secret.
    """
    if action not in AuditAction.values:
        raise ValueError(f"{action} is no action of the audit log")
    if target is not None:
        target_kind, target_id = target._meta.label_lower, target.pk
    origin, user = _origin.get(), getattr(actor, "user", actor)
    user_id = getattr(user, "pk", None)
    acting = organisation or getattr(actor, "organisation", None)
    acting_id = acting.pk if acting else (origin.organisation if user_id == origin.user else None)
    line = AuditEntry(
        actor_id=user_id,
        organisation_id=acting_id,
        action=action,
        target_kind=target_kind,
        target_id=str(target_id)[:60],
        request_id=str(get_contextvars().get("request_id", ""))[:64],
        address=origin.address,
        detail={key: _clipped(value) for key, value in (detail or {}).items()},
    )
    return _added(line)


def _added(line: AuditEntry) -> AuditEntry:
    """The line, written as its ``save`` would: building the same words each time took most of a look."""
    fields, words = _insert()
    values = tuple(field.get_db_prep_save(getattr(line, field.attname), connection) for field in fields)
    ((line.pk,),) = fixed_rows(words, values)
    line._state.adding, line._state.db = False, DEFAULT_DB_ALIAS
    return line


@cache
def _insert() -> tuple[list[Any], str]:
    """All columns but the key, and the words that write them and ask for the key."""
    fields = [field for field in AuditEntry._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table = connection.ops.quote_name(AuditEntry._meta.db_table)
    return fields, f"INSERT INTO {table} ({columns}) VALUES ({places}) RETURNING id"  # noqa: S608  # nosec B608


def _clipped(value: Any) -> Any:
    return value[:MOST] if isinstance(value, str) else value


def audited(kind: str, *, action: str = AuditAction.READ, key: str = "pk") -> Callable[[View], View]:
    """Note each look that a view grants: what kind of thing, and its key among the address's arguments.

    The line is written before the answer leaves: no look without a trace.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def noted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            answer = view(request, *args, **kwargs)
            look_note(request, answer, kind=kind, target_id=kwargs.get(key, ""), action=action)
            return answer

        noted.audited = True  # type: ignore[attr-defined]
        return noted

    return decorate


def harmless(view: View) -> View:
    """Say of an administrators' page about one row that nothing in it belongs to a firm."""
    view.audited = True  # type: ignore[attr-defined]
    return view


def look_note(request: HttpRequest, answer: HttpResponse, *, kind: str, target_id: object, action: str) -> None:
    """A line for a look that was granted; an answer that shows nothing needs none."""
    if request.method in ("GET", "HEAD") and answer.status_code == 200:
        who = getattr(request, "actor", None) or request.user
        audit_write(actor=who, action=action, target_kind=kind, target_id=target_id)


def office_look_note(request: HttpRequest, answer: HttpResponse, keys: dict[str, Any]) -> None:
    """What an administrator opened: one row of somebody, or a file taken away."""
    download = "attachment" in answer.get("Content-Disposition", "")
    match = request.resolver_match
    if match is not None and (keys or download):
        action = AuditAction.EXPORT if download else AuditAction.READ
        look_note(request, answer, kind=match.view_name, target_id="/".join(map(str, keys.values())), action=action)


def staff_look_note(request: HttpRequest, answer: HttpResponse) -> None:
    """What somebody opened in Django's own administration: a list or a row."""
    match = request.resolver_match
    if match is not None and match.namespace == "admin" and (match.kwargs or match.view_name.endswith("_changelist")):
        key = match.kwargs.get("object_id", "")
        look_note(request, answer, kind=match.view_name, target_id=key, action=AuditAction.READ)


def program_look_note(request: HttpRequest, answer: HttpResponse) -> None:
    """What a program read with a token: a row in sourcing, where two firms meet, or anything for an office."""
    match, actor = request.resolver_match, getattr(request, "actor", None)
    if match is None or actor is None or not match.namespace.startswith("api-"):
        return
    office = actor.organisation.kind == OrganisationKind.PROGRAMME
    row = match.kwargs and (office or match.namespace == "api-sourcing")
    if row or (office and match.namespace == "api-coverage"):
        key = "/".join(map(str, match.kwargs.values()))
        look_note(request, answer, kind=match.view_name, target_id=key, action=AuditAction.READ)
