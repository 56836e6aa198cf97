"""The need page as plain data: the text in pieces, requirements in groups, facts, and the next question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from demand.budget import PackageBudget, ProgrammeShare, package_budget, programme_shares, programmes_on
from demand.choices import NeedStatus, Strength
from demand.drawn import (
    Control,
    Value,
    answer_control,
    capability_browse,
    capability_words,
    fact_fields,
    fields_of,
)
from demand.forms import FACT_FORMS, RequirementForm, TextForm
from demand.models import Need, Requirement
from demand.questions import Answerability, answerability
from demand.words import Words, lexicon, said
from matchmaker.lib.prepared import Prepared

GROUPS: tuple[tuple[str, str | Promise], ...] = (
    (Strength.MUST, _("꼭 필요")),
    (Strength.NICE, _("있으면 좋음")),
    (Strength.OWNED, _("이미 있음")),
    (Strength.UNWANTED, _("원하지 않음")),
)
MONEY = ("budget_krw", "own_krw", "subsidy_krw")
FACT_COLUMNS = {
    "money": MONEY,
    "region": ("region",),
    "deadline": ("deadline_weeks",),
    "industry": ("industry",),
    "employees": ("employees",),
}
KEYS = {"region": "region_id", "industry": "industry_id"}
FACT_TITLES = {
    "money": _("예산"),
    "region": _("공장이 있는 곳"),
    "deadline": _("기한"),
    "industry": _("업종"),
    "employees": _("일하는 사람"),
}
ASKED: Prepared[Requirement] = Prepared(lambda need: Requirement.objects.filter(need=need), int)


@dataclass(frozen=True)
class Piece:
    """A stretch of the text; ``anchor`` is the id of what was read from it, "" where nothing was."""

    text: str
    anchor: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Asked:
    """A requirement with its words for people."""

    row: Requirement
    label: str
    several: bool

    @property
    def anchor(self) -> str:
        return f"r{self.row.pk}"

    @property
    def kind(self) -> str:
        return self.row.strength if self.row.confirmed else "guess"


@dataclass(frozen=True)
class Fact:
    key: str
    title: str | Promise
    values: tuple[Value, ...]
    known: bool
    words: tuple[str, ...] = ()
    from_firm: bool = False
    odd: bool = False
    failed: forms.Form | None = None

    @property
    def fields(self) -> SafeString:
        """The form that changes it; a refused one with what was typed and why it was refused."""
        return fields_of(self.failed) if self.failed else fact_fields(self.key, self.values)


@dataclass(frozen=True)
class NeedPage:
    need: Need
    pieces: tuple[Piece, ...]
    groups: tuple[tuple[str, str | Promise, tuple[Asked, ...]], ...]
    guesses: tuple[Asked, ...]
    facts: tuple[Fact, ...]
    score: Answerability
    budget: PackageBudget
    shares: tuple[ProgrammeShare, ...]
    unfit: tuple[ProgrammeShare, ...]
    spoke: bool
    may_write: bool
    text_form: forms.Form
    add_form: forms.Form
    bad: str = ""
    changed: str | Promise = ""
    capability_words = staticmethod(capability_words)
    capability_browse = staticmethod(capability_browse)

    @property
    def answer_control(self) -> Control | None:
        """The field that takes a typed answer to the question."""
        return answer_control(self.score.question.fact) if self.score.question else None

    @property
    def waits_for_programmes(self) -> bool:
        """Support was spoken of and none runs now, as on the first days of a year."""
        return self.spoke and not programmes_on(timezone.localdate()).rows()

    @property
    def editable(self) -> bool:
        return self.may_write and self.need.status != NeedStatus.CLOSED

    @property
    def confirmable(self) -> bool:
        return self.need.status == NeedStatus.DRAFT and bool(self.groups and self.groups[0][2])


def need_page(
    need: Need, *, may_write: bool, failed: dict[str, forms.Form] | None = None, changed: str | Promise = ""
) -> NeedPage:
    """Everything the page shows. ``failed`` holds bound forms with errors by key ("text", "add", or a fact).

    Whoever may not write is shown nothing to write with.
    """
    failed = failed or {}
    words = lexicon()
    rows = [
        Asked(row, said(row.codes, words), len(row.codes) > 1)
        for row in ASKED.rows(need.pk)
    ]  # fmt: skip
    shares = _shares(need, [row.row for row in rows], words)
    return NeedPage(
        need=need,
        pieces=tuple(pieces(need.text, _marks(need, rows))),
        groups=tuple((key, title, tuple(row for row in rows if row.kind == key)) for key, title in GROUPS),
        guesses=tuple(row for row in rows if row.kind == "guess"),
        facts=tuple(_fact(need, key, failed) for key in FACT_FORMS),
        score=answerability(need, [row.row for row in rows]),
        budget=package_budget(need),
        shares=tuple(row for row in shares if not row.fit.unfit),
        unfit=tuple(row for row in shares if row.fit.unfit),
        spoke=need.own_krw is not None or need.subsidy_krw is not None or "subsidy" in need.flags,
        may_write=may_write,
        text_form=failed.get("text") or TextForm(initial={"text": need.text}),
        add_form=failed.get("add") or RequirementForm(),
        bad=next(iter(failed), ""),
        changed=changed,
    )


def _shares(need: Need, asked: list[Requirement], words: dict[str, Words]) -> list[ProgrammeShare]:
    return programme_shares(need, timezone.localdate(), asked, lambda codes: said(codes, words))


def _fact(need: Need, key: str, failed: dict[str, forms.Form]) -> Fact:
    columns = FACT_COLUMNS[key]
    sources = need.reading.get("sources", {})
    typed = set(need.reading.get("typed", []))
    read = [sources[name] for name in columns if name in sources and name not in typed and sources[name]["sure"]]
    return Fact(
        key=key,
        title=FACT_TITLES[key],
        values=tuple(getattr(need, KEYS.get(name, name)) for name in FACT_FORMS[key].base_fields),
        known=any(getattr(need, KEYS.get(name, name)) is not None for name in columns),
        words=tuple(source["words"] for source in read),
        from_firm=any(name in need.reading.get("prefilled", []) for name in columns),
        odd=any(source.get("odd") for source in read),
        failed=failed.get(key),
    )


def _marks(need: Need, rows: list[Asked]) -> list[tuple[int, int, str, str]]:
    marks = [
        (row.row.start, row.row.end, row.anchor, row.kind)
        for row in rows
        if row.row.start is not None and row.row.end is not None
    ]
    column_of = {name: key for key, names in FACT_COLUMNS.items() for name in names}
    for name, source in need.reading.get("sources", {}).items():
        marks.append((source["start"], source["end"], f"fact-{column_of[name]}", "fact"))
    return marks


def pieces(text: str, marks: Iterable[tuple[int, int, str, str]]) -> list[Piece]:
    """The text cut at its marks, in order and complete; of overlapping marks the earlier and longer one is shown."""
    cut: list[Piece] = []
    at = 0
    for start, end, anchor, kind in sorted(marks, key=lambda mark: (mark[0], -mark[1])):
        if start < at or end <= start or end > len(text):
            continue
        if start > at:
            cut.append(Piece(text[at:start]))
        cut.append(Piece(text[start:end], anchor, kind))
        at = end
    if at < len(text):
        cut.append(Piece(text[at:]))
    return cut


def column_values(key: str, form: forms.Form) -> dict[str, Any]:
    """What a valid fact form sets in the columns: only what the request names, so one press changes one thing."""
    allowed = {*FACT_COLUMNS[key], *(["budget_period"] if key == "money" else [])}
    return {name: value for name, value in form.cleaned_data.items() if name in allowed and name in form.data}
