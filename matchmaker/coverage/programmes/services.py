"""What administrators do to programmes, each with its line in the audit log; the rules themselves live in reference."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from matchmaker.accounts.access import Actor
from matchmaker.accounts.audit import audit_write
from matchmaker.accounts.choices import AuditAction
from matchmaker.reference import programmes
from matchmaker.reference.models import Programme


@transaction.atomic
def programme_add(*, actor: Actor, code: str, **rules: Any) -> Programme:
    """Raises what ``reference.programmes`` raises; so do the others."""
    row = programmes.programme_add(code=code, **rules)
    audit_write(actor=actor, action=AuditAction.CREATED, target=row)
    return row


@transaction.atomic
def programme_amend(*, actor: Actor, programme: Programme, **rules: Any) -> Programme:
    row = programmes.programme_amend(programme=programme, **rules)
    changed = [name for name, _old, _new in programmes.changes(programme, row)]
    detail = {"replaces": programme.pk, "changed": ",".join(changed)}
    audit_write(actor=actor, action=AuditAction.CHANGED, target=row, detail=detail)
    return row


@transaction.atomic
def programme_end(*, actor: Actor, programme: Programme, ended_on: date) -> Programme:
    """Twice is one line."""
    before = Programme.objects.get(pk=programme.pk).ended_on
    row = programmes.programme_end(programme=programme, ended_on=ended_on)
    if before is None:
        detail = {"ended_on": str(row.ended_on)}
        audit_write(actor=actor, action=AuditAction.SUSPENDED, target=row, detail=detail)
    return row


@transaction.atomic
def programme_plan_set(*, actor: Actor, programme: Programme, plan_krw: int | None) -> Programme:
    before = Programme.objects.get(pk=programme.pk).plan_krw
    row = programmes.programme_plan_set(programme=programme, krw=plan_krw)
    if before != plan_krw:
        detail = {"plan_krw": plan_krw, "before": before}
        audit_write(actor=actor, action=AuditAction.CHANGED, target=row, detail=detail)
    return row
