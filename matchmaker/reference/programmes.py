"""Writing programmes. Rules are never edited: an amendment is a new row, and what refers to the old one keeps it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matchmaker.reference.choices import ProgrammeOrigin
from matchmaker.reference.programme_models import Programme

RULES = (
    "year", "name_ko", "name_en", "rate", "cap_krw", "months", "level_min", "level_max", "regions", "sizes",
    "requires", "min_members", "security_from", "conditions_ko", "conditions_en", "source",
    "valid_from", "valid_to", "applies_from", "applies_to", "result_on",
)  # fmt: skip


class ProgrammeRefused(Exception):
    """``message`` says what to do; ``field`` is the form's field that it belongs to."""

    message: str | Promise = ""
    field: str | None = None


class CodeTaken(ProgrammeRefused):
    message = _("이 코드를 쓰는 지원사업이 이미 있습니다. 다른 코드를 적거나, 그 사업의 규칙을 고쳐 주세요.")
    field = "code"


class NotCurrent(ProgrammeRefused):
    message = _("그사이 다른 분이 규칙을 고쳤습니다. 새 규칙을 확인하고 다시 고쳐 주세요.")


class NothingChanged(ProgrammeRefused):
    message = _("바뀐 것이 없습니다. 고칠 칸을 고친 뒤 저장해 주세요.")


class Ended(ProgrammeRefused):
    message = _("끝낸 사업입니다. 다시 하려면 새 지원사업으로 더해 주세요.")


class EndsTooLate(ProgrammeRefused):
    message = _("끝내는 날은 사업이 본래 끝나는 날보다 앞서야 합니다.")
    field = "ended_on"


def rules_of(row: Programme) -> dict[str, Any]:
    return {name: getattr(row, name) for name in RULES}


def changes(old: Programme, new: Programme) -> list[tuple[str, Any, Any]]:
    """(field, before, after) for every rule that differs."""
    return [
        (name, getattr(old, name), getattr(new, name)) for name in RULES if getattr(old, name) != getattr(new, name)
    ]


@transaction.atomic
def programme_add(*, code: str, origin: str = ProgrammeOrigin.OFFICE, **rules: Any) -> Programme:
    """The first version. Raises CodeTaken for a code that any programme has or had."""
    if Programme.objects.filter(family=code).exists() or Programme.objects.filter(pk=code).exists():
        raise CodeTaken
    return Programme.objects.create(code=code, family=code, origin=origin, **rules)


@transaction.atomic
def programme_amend(*, programme: Programme, origin: str = ProgrammeOrigin.OFFICE, **rules: Any) -> Programme:
    """A new version with ``rules`` over the old ones, from now on for everybody who has not chosen yet.

    Raises NothingChanged, Ended, and NotCurrent where a newer version is there already.
    """
    old = Programme.objects.select_for_update().get(pk=programme.pk)
    if Programme.objects.filter(replaces=old).exists():
        raise NotCurrent
    if old.ended_on is not None:
        raise Ended
    plan = {name: rules.pop(name, getattr(old, name)) for name in ("plan_krw", "plan_simulated")}
    version, new = old.version + 1, {**rules_of(old), **rules}
    row = Programme(code=f"{old.family}.{version}", family=old.family, version=version, replaces=old, origin=origin)
    for name, value in (new | plan).items():
        setattr(row, name, value)
    if not changes(old, row):
        raise NothingChanged
    row.save(force_insert=True)
    return row


@transaction.atomic
def programme_end(*, programme: Programme, ended_on: date) -> Programme:
    """From that day on nobody new may count on it. Twice does nothing."""
    row = Programme.objects.select_for_update().get(pk=programme.pk)
    if row.ended_on is not None:
        return row
    if Programme.objects.filter(replaces=row).exists():
        raise NotCurrent
    if ended_on > row.valid_to:
        raise EndsTooLate
    row.ended_on = ended_on
    row.save(update_fields=["ended_on"])
    return row


@transaction.atomic
def programme_plan_set(*, programme: Programme, krw: int | None, simulated: bool = False) -> Programme:
    """The year's budget as planned; it is no rule, so it stands in the last version as it is."""
    row = Programme.objects.select_for_update().get(pk=programme.pk)
    if Programme.objects.filter(replaces=row).exists():
        raise NotCurrent
    row.plan_krw, row.plan_simulated = krw, simulated
    row.save(update_fields=["plan_krw", "plan_simulated"])
    return row


@transaction.atomic
def programme_from_file(*, code: str, plan_krw: int | None = None, **rules: Any) -> Programme | None:
    """What load_reference brings: the first version, or a new one where the file differs from what it said before.

    What administrators amended the file leaves alone. None where there was nothing to do.
    """
    versions = list(Programme.objects.filter(family=code).order_by("-version"))
    if not versions:
        return programme_add(code=code, origin=ProgrammeOrigin.FILE, plan_krw=plan_krw, **rules)
    last = versions[0]
    if last.origin == ProgrammeOrigin.OFFICE or last.ended_on is not None or rules_of(last) == rules:
        return None
    return programme_amend(programme=last, origin=ProgrammeOrigin.FILE, **rules)
