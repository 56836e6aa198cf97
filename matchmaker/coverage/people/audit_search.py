"""Lines of the audit log by who, what and when. Pages are cut by key, since the log only grows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from matchmaker.accounts.audit_models import AuditEntry
from matchmaker.accounts.models import Organisation, User

PER_PAGE = 50
MOST_EXPORTED = 50_000
MOST_PEOPLE = 200


def lines_found(
    *, who: str = "", action: str = "", kind: str = "", target: str = "", since: Any = "", until: Any = ""
) -> QuerySet[AuditEntry]:
    """The newest first. ``until`` is a day that still counts."""
    rows = AuditEntry.objects.order_by("-at", "-pk")
    if who:
        people = User.objects.filter(Q(email__icontains=who) | Q(name__icontains=who))
        rows = rows.filter(actor__in=list(people.values_list("pk", flat=True)[:MOST_PEOPLE]))
    exact = {"action": action, "target_id": target}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if kind:
        rows = rows.filter(target_kind__icontains=kind)
    if since:
        rows = rows.filter(at__gte=_midnight(since))
    return rows.filter(at__lt=_midnight(until + timedelta(days=1))) if until else rows


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def page_after(rows: QuerySet[AuditEntry], after: str) -> tuple[list[AuditEntry], str]:
    """One page of lines beyond the key ``after``, and the key that the next one begins with, empty at the end."""
    if after.isdigit() and (last := AuditEntry.objects.filter(pk=int(after[:18])).first()) is not None:
        rows = rows.filter(Q(at__lt=last.at) | Q(at=last.at, pk__lt=last.pk))
    found = list(rows[: PER_PAGE + 1])
    return found[:PER_PAGE], str(found[PER_PAGE - 1].pk) if len(found) > PER_PAGE else ""


def named(lines: list[AuditEntry]) -> list[tuple[AuditEntry, str, str]]:
    """(line, who, for which organisation): two queries; erased people and firms are their numbers."""
    people = User.objects.in_bulk({line.actor_id for line in lines if line.actor_id})
    firms = Organisation.objects.in_bulk({line.organisation_id for line in lines if line.organisation_id})
    return [(line, _called(people, line.actor_id), _called(firms, line.organisation_id)) for line in lines]


def _called(known: dict[int, Any], key: int | None) -> str:
    if key is None:
        return ""
    return str(known[key]) if key in known else f"#{key}"


def header() -> list[str]:
    return [
        _("언제"),
        _("누가"),
        _("소속"),
        _("한 일"),
        _("무엇(종류)"),
        _("무엇(번호)"),
        _("자세히"),
        _("망"),
        _("요청 번호"),
    ]


def export_rows(rows: QuerySet[AuditEntry]) -> Iterator[list[object]]:
    """For taking away: at most ``MOST_EXPORTED`` lines, some hundred in memory at a time."""
    for start in range(0, MOST_EXPORTED, 500):
        lines = list(rows[start : start + 500])
        for line, who, firm in named(lines):
            about = [line.get_action_display(), line.target_kind, line.target_id]
            yield [line.at, who, firm, *about, detail_words(line), line.address, line.request_id]
        if len(lines) < 500:
            return


def detail_words(line: AuditEntry) -> str:
    return ", ".join(f"{key}={value}" for key, value in line.detail.items())
