"""Writes of the demand side. A need's version grows when it is confirmed and when a confirmed one is changed.

Changing a confirmed need takes it back to draft (an open one by way of checked): its results stay on view with the
version they were made for, and nothing new is looked for until the firm confirms again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from demand.choices import NeedResult, NeedStatus, Strength
from demand.errors import NeedClosed, NothingAsked, UnknownCapability
from demand.models import DemandFirm, Diagnosis, Need, Requirement
from demand.understanding import FACTS, apply_facts, key_of, understand
from demand.words import lexicon
from matchmaker.accounts.models import Organisation, User
from matchmaker.engine.types import Reading
from matchmaker.lib.korea import working_days_after
from matchmaker.lib.transitions import advance
from matchmaker.notifications.feed.services import event_of_move
from matchmaker.reference.models import Capability

OPEN_WORKING_DAYS = 15
WARN_AT = 0.7
TITLE_LENGTH = 80
TWICE_WITHIN = timedelta(minutes=1)


# --- the firm -------------------------------------------------------------------------------------------------


def firm_ensure(*, organisation: Organisation) -> DemandFirm:
    """The firm's row, made on first use."""
    return DemandFirm.objects.get_or_create(organisation=organisation)[0]


@transaction.atomic
def firm_change(*, firm: DemandFirm, fields: dict[str, Any], owned: Iterable[Capability]) -> DemandFirm:
    for name, value in fields.items():
        setattr(firm, name, value)
    firm.save()
    firm.owned.set(owned)
    return firm


# --- a need and its text --------------------------------------------------------------------------------------


@transaction.atomic
def need_create(*, organisation: Organisation, text: str, retry_of: Need | None = None) -> Need:
    """A draft with what was read from the text. The same words sent twice within a minute are one draft."""
    firm = firm_ensure(organisation=organisation)
    if (twin := _just_made(firm, text)) is not None:
        return twin
    need = Need(firm=firm, text=text, retry_of=retry_of)
    reading = understand(text)
    apply_facts(need, reading)
    need.save()
    _requirements_read(need, reading)
    return need


@transaction.atomic
def need_from_starter(*, firm: DemandFirm, text: str, codes: Iterable[str]) -> Need:
    """A draft with these things asked for and confirmed; facts come from the firm's profile."""
    if (twin := _just_made(firm, text)) is not None:
        return twin
    need = Need(firm=firm, text=text)
    apply_facts(need, Reading(text, "ko", (), (), None, None, None, None))
    need.reading["kept"] = sorted(codes)
    need.save()
    Requirement.objects.bulk_create(
        Requirement(need=need, codes=[code], confirmed=True, rule="starter", position=at)
        for at, code in enumerate(codes)
    )
    return need


def _just_made(firm: DemandFirm, text: str) -> Need | None:
    """The draft of an impatient second click."""
    since = timezone.now() - TWICE_WITHIN
    return firm.needs.filter(text=text, status=NeedStatus.DRAFT, created_at__gte=since).first()


@transaction.atomic
def diagnosis_save(*, firm: DemandFirm, answers: dict[str, Any], result: dict[str, Any]) -> Diagnosis:
    """Keep a self-check; earlier ones stay as history."""
    return Diagnosis.objects.create(firm=firm, answers=answers, result=result)


@transaction.atomic
def need_read(*, need: Need) -> Need:
    """Read the text again. What the person confirmed, changed, removed or typed stays as it is."""
    reading = understand(need.text)
    apply_facts(need, reading)
    need.changed_at = timezone.now()
    need.save()
    _requirements_read(need, reading)
    return need


@transaction.atomic
def need_text_change(*, need: Need, text: str, actor: User) -> Need:
    need = _changeable(need, actor)
    need.text = text
    return need_read(need=need)


def _requirements_read(need: Need, reading: Reading) -> None:
    kept, dropped = set(need.reading.get("kept", [])), set(need.reading.get("dropped", []))
    present = {}
    for row in need.requirements.all():
        if key_of(row.codes) in kept:
            present[key_of(row.codes)] = row
            _find_words(row, need.text)
        else:
            row.delete()
    known = set(Capability.objects.values_list("pk", flat=True))
    for position, item in enumerate(reading.requirements):
        key = key_of(item.codes)
        if key in present or key in dropped or not known.issuperset(item.codes):
            continue
        present[key] = Requirement.objects.create(
            need=need,
            codes=list(item.codes),
            strength=item.strength,
            sure=item.sure,
            confirmed=item.sure,
            words=item.words[:200],
            start=item.span.start,
            end=item.span.end,
            rule=item.rule[:20],
            position=position,
        )


def _find_words(row: Requirement, text: str) -> None:
    at = text.find(row.words) if row.words else -1
    row.start, row.end = (at, at + len(row.words)) if at >= 0 else (None, None)
    row.save(update_fields=["start", "end"])


def _changeable(need: Need, actor: User) -> Need:
    """The need, locked and in draft. Raises NeedClosed; a confirmed one is taken back with a new version."""
    need = Need.objects.select_for_update().select_related("firm").get(pk=need.pk)
    if need.status == NeedStatus.CLOSED:
        raise NeedClosed
    if need.status == NeedStatus.OPEN:
        advance(need, frm=NeedStatus.OPEN, to=NeedStatus.CHECKED, actor=actor, reason="amended", next_check_at=None)
    if need.status == NeedStatus.CHECKED:
        fields = {"version": need.version + 1, "changed_at": timezone.now()}
        advance(need, frm=NeedStatus.CHECKED, to=NeedStatus.DRAFT, actor=actor, reason="amended", **fields)
    return need


# --- facts ----------------------------------------------------------------------------------------------------


@transaction.atomic
def need_facts_change(*, need: Need, values: dict[str, Any], actor: User) -> Need:
    """Set facts as the person typed them; a later reading of the text leaves these alone."""
    need = _changeable(need, actor)
    for name, value in values.items():
        setattr(need, name, value)
    _remember(need, "typed", *[name for name in values if name in FACTS])
    _forget(need, "prefilled", *values)
    need.changed_at = timezone.now()
    need.save()
    return need


@transaction.atomic
def need_question_skip(*, need: Need, question: str) -> Need:
    """모름: the question is not asked again. It changes nothing that matching uses, so the version stays."""
    need = Need.objects.select_for_update().get(pk=need.pk)
    _remember(need, "skipped", question)
    need.save(update_fields=["reading"])
    return need


def _remember(need: Need, name: str, *keys: str) -> None:
    need.reading[name] = sorted({*need.reading.get(name, []), *keys})


def _forget(need: Need, name: str, *keys: str) -> None:
    need.reading[name] = sorted(set(need.reading.get(name, [])) - set(keys))


# --- requirements ---------------------------------------------------------------------------------------------


@transaction.atomic
def requirement_add(*, need: Need, codes: list[str], strength: str, actor: User, words: str = "") -> Requirement:
    """Ask for one more thing. Raises UnknownCapability; what is there already only changes its strength."""
    if not codes or Capability.objects.filter(pk__in=codes).count() != len(set(codes)):
        raise UnknownCapability
    need = _changeable(need, actor)
    _settle(need, codes)
    row = next((row for row in need.requirements.all() if list(row.codes) == list(codes)), None)
    if row is None:
        position = need.requirements.count()
        row = Requirement(need=need, codes=list(codes), words=words[:200], rule="person", position=position)
    row.strength, row.sure, row.confirmed = strength, True, True
    row.save()
    return row


@transaction.atomic
def requirement_change(*, requirement: Requirement, strength: str, actor: User) -> Requirement:
    """Give it another strength, or confirm a guess: whoever sets the strength means it."""
    need = _changeable(requirement.need, actor)
    _settle(need, requirement.codes)
    requirement.strength, requirement.confirmed = strength, True
    requirement.save(update_fields=["strength", "confirmed"])
    return requirement


@transaction.atomic
def requirement_remove(*, requirement: Requirement, actor: User) -> None:
    """Take it out; reading the text again does not bring it back."""
    need = _changeable(requirement.need, actor)
    _forget(need, "kept", key_of(requirement.codes))
    _remember(need, "dropped", key_of(requirement.codes))
    need.save(update_fields=["reading"])
    requirement.delete()


def _settle(need: Need, codes: list[str]) -> None:
    _remember(need, "kept", key_of(codes))
    _forget(need, "dropped", key_of(codes))
    need.save(update_fields=["reading"])


# --- the way of a need ----------------------------------------------------------------------------------------


@transaction.atomic
def need_confirm(*, need: Need, actor: User) -> Need:
    """The firm says "that is what I mean". Raises NothingAsked without a must; confirming twice does nothing."""
    need = Need.objects.select_for_update().select_related("firm").get(pk=need.pk)
    if need.status == NeedStatus.CLOSED:
        raise NeedClosed
    if need.status != NeedStatus.DRAFT:
        return need
    if not need.requirements.filter(confirmed=True, strength=Strength.MUST).exists():
        raise NothingAsked
    fields = {"version": need.version + 1, "title": need_title(need), "changed_at": timezone.now()}
    advance(need, frm=NeedStatus.DRAFT, to=NeedStatus.CHECKED, actor=actor, **fields)
    event_of_move(organisation=need.firm.organisation, row=need)
    return need


def need_title(need: Need) -> str:
    """What is asked first, in plain words of the text's language, and how much else. Nothing that names the firm."""
    rows = list(need.requirements.filter(confirmed=True, strength__in=(Strength.MUST, Strength.NICE)))
    if not rows:
        return need.text[:TITLE_LENGTH]
    first = min(rows, key=lambda row: row.strength != Strength.MUST)
    with translation.override(need.reading.get("language") or "ko"):
        name = lexicon()[first.codes[0]].label
        if len(rows) > 1:
            name = _("%(name)s 외 %(count)s가지") % {"name": name, "count": len(rows) - 1}
    return name[:TITLE_LENGTH]


def need_ends(opened_at: datetime) -> datetime:
    """Close of office on the fifteenth Korean working day after it was opened."""
    last_day = working_days_after(timezone.localdate(opened_at), OPEN_WORKING_DAYS)
    return timezone.make_aware(datetime.combine(last_day, time(18)))


def need_warns(opened_at: datetime) -> datetime:
    """The moment of the one warning, when 70 % of the time is over."""
    return opened_at + WARN_AT * (need_ends(opened_at) - opened_at)


@transaction.atomic
def need_open(*, need: Need, actor: User | None) -> Need:
    """Quotes are asked for. The clock runs for fifteen Korean working days; opening twice does nothing."""
    need = Need.objects.select_for_update().get(pk=need.pk)
    if need.status == NeedStatus.OPEN:
        return need
    now = timezone.now()
    advance(
        need, frm=NeedStatus.CHECKED, to=NeedStatus.OPEN, actor=actor,
        opened_at=now, next_check_at=need_warns(now), changed_at=now,
    )  # fmt: skip
    event_of_move(organisation=need.firm.organisation, row=need)
    return need


@transaction.atomic
def need_close(*, need: Need, result: str, actor: User | None) -> Need:
    """End it, from wherever it stands. Raises NeedClosed when it ended otherwise before."""
    need = Need.objects.select_for_update().get(pk=need.pk)
    if need.status == NeedStatus.CLOSED:
        if need.result == result:
            return need
        raise NeedClosed
    advance(
        need, frm=need.status, to=NeedStatus.CLOSED, actor=actor, reason=result,
        result=result, next_check_at=None, changed_at=timezone.now(),
    )  # fmt: skip
    event_of_move(organisation=need.firm.organisation, row=need)
    return need


def need_withdraw(*, need: Need, actor: User) -> Need:
    return need_close(need=need, result=NeedResult.WITHDRAWN, actor=actor)
