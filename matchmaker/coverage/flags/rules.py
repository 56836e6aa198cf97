"""The rules, one class each: a case in, a finding out. No rule knows a database, a clock or another rule.

A finding is raised, not raised, or unknown where facts are missing. Its reason and evidence make one sentence in
wording.REASONS. docs/flags.md says for each what it looks at and from when on it speaks up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, ClassVar, Protocol

from matchmaker.coverage.flags.case import Case, Party
from matchmaker.coverage.flags.choices import Verdict


@dataclass(frozen=True)
class Finding:
    verdict: str
    reason: str
    evidence: dict[str, Any] = field(default_factory=dict)


def raised(reason: str, **evidence: Any) -> Finding:
    return Finding(Verdict.RAISED.value, reason, evidence)


def nothing(**evidence: Any) -> Finding:
    return Finding(Verdict.NOT_RAISED.value, "nothing", evidence)


def unknown(reason: str) -> Finding:
    return Finding(Verdict.UNKNOWN.value, reason)


class Rule(Protocol):
    id: ClassVar[str]

    def __call__(self, case: Case) -> Finding: ...


def _plain(text: str) -> str:
    return re.sub(r"[^0-9a-z가-힣]", "", text.casefold())


_FORMS = re.compile(r"\(주\)|주식회사|㈜|유한회사|\(유\)")


class FixedBefore:
    """The need itself names the supplier that now quotes."""

    id = "fixed_before"

    def __call__(self, case: Case) -> Finding:
        said = _plain(case.need_words)
        if not said:
            return unknown("no_text")
        for party in case.bid.parties:
            name = _plain(_FORMS.sub("", party.name))
            if len(name) >= 3 and name in said:
                return raised("named", supplier=party.name)
            if party.number and party.number in said:
                return raised("numbered", supplier=party.name)
        return nothing()


class SharedContact:
    """Plant and supplier, or two that should compete, share an account, phone, address, person or log-in network."""

    id = "shared_contact"
    PUBLIC: ClassVar = frozenset(
        {"gmail.com", "naver.com", "daum.net", "hanmail.net", "kakao.com", "nate.com", "outlook.com", "example.com"}
    )

    def __call__(self, case: Case) -> Finding:
        rivals = [party for bid in case.rivals for party in bid.parties]
        pairs = [(case.firm, party) for party in case.bid.parties]
        pairs += [(party, other) for party in case.bid.parties for other in rivals if party.pk != other.pk]
        for one, other in pairs:
            if what := self._shared(one, other):
                return raised(what, one=one.name, other=other.name)
        known = any(party.phone or party.address for party in (case.firm, *case.bid.parties, *rivals))
        return nothing(pairs=len(pairs)) if known else unknown("no_contacts")

    def _shared(self, one: Party, other: Party) -> str:
        if set(one.people) & set(other.people):
            return "same_account"
        if one.phone and _plain(one.phone) == _plain(other.phone):
            return "same_phone"
        if len(_plain(one.address)) >= 8 and _plain(one.address) == _plain(other.address):
            return "same_address"
        names = [{name for _mail, name in party.people.values() if len(name) >= 3} for party in (one, other)]
        if names[0] & names[1]:
            return "same_person"
        hosts = [{mail.rpartition("@")[2] for mail, _name in party.people.values()} for party in (one, other)]
        if (hosts[0] & hosts[1]) - self.PUBLIC:
            return "same_mail_host"
        return "same_network" if one.networks & other.networks else ""


class Companion:
    """Another quote for the same need is nearly the same: its words, or every line in one fixed ratio.

    Quotes with a member in common are alike by nature and are not compared.
    """

    id = "companion"
    ALIKE, LEAST_WORDS, LEAST_LINES, SPREAD = 0.9, 40, 5, 0.01

    def __call__(self, case: Case) -> Finding:
        looked, own = 0, {party.pk for party in case.bid.parties}
        for other in case.rivals:
            if own & {party.pk for party in other.parties}:
                continue
            words = [_plain(bid.words) for bid in (case.bid, other)]
            if min(map(len, words)) >= self.LEAST_WORDS:
                looked += 1
                alike = SequenceMatcher(None, *words, autojunk=False).ratio()
                if alike >= self.ALIKE:
                    return raised("same_words", quote=other.pk, percent=round(100 * alike))
            places = [place for place, amount in case.bid.lines.items() if amount and other.lines.get(place)]
            if len(places) >= self.LEAST_LINES and len({case.bid.lines[place] for place in places}) > 1:
                looked += 1
                ratios = [other.lines[place] / case.bid.lines[place] for place in places]
                if max(ratios) <= min(ratios) * (1 + self.SPREAD):
                    return raised("fixed_ratio", quote=other.pk, lines=len(places), ratio=round(ratios[0], 3))
        return nothing(quotes=looked) if looked else unknown("no_rival")


class Grades:
    """More engineers than the supplier says it employs would have to work on this at once."""

    id = "grades"
    WEEK = 5

    def __call__(self, case: Case) -> Finding:
        checked = False
        for party in case.bid.parties:
            days = case.bid.days.get(party.pk, 0)
            if not days or not case.bid.weeks or party.employees is None:
                continue
            checked = True
            people = days / (case.bid.weeks * self.WEEK)
            if people > max(party.employees, 1):
                return raised("too_many", supplier=party.name, needed=round(people, 1), staff=party.employees)
        return nothing() if checked else unknown("no_staff")


class PairAgain:
    """The same two again and again, while the supplier works for few others."""

    id = "pair_again"
    LEAST, SHARE = 3, 0.5

    def __call__(self, case: Case) -> Finding:
        if case.together >= self.LEAST and case.together >= self.SHARE * case.leads:
            return raised("again", times=case.together, of=case.leads)
        return nothing(times=case.together)


class OffBand:
    """The price lies more than 30 % outside what such a thing usually costs."""

    id = "price"
    OFF = 0.3

    def __call__(self, case: Case) -> Finding:
        if case.band is None or not case.bid.total_krw:
            return unknown("no_band")
        low, high = case.band
        told = {"total": case.bid.total_krw, "low": low, "high": high}
        if case.bid.total_krw > high * (1 + self.OFF):
            return raised("above", **told)
        return raised("below", **told) if case.bid.total_krw < low * (1 - self.OFF) else nothing(**told)


class LinesChanged:
    """A quote was chosen, and in the one that follows it no line is as it was."""

    id = "lines_changed"
    LEAST_LINES = 3

    def __call__(self, case: Case) -> Finding:
        if case.before is None:
            return nothing()
        if min(len(case.before.lines), len(case.bid.lines)) < self.LEAST_LINES:
            return unknown("few_lines")
        kept = [place for place, amount in case.bid.lines.items() if case.before.lines.get(place) == amount]
        return nothing(kept=len(kept)) if kept else raised("all_new", lines=len(case.bid.lines))


class Words:
    """Somebody writes of giving the plant's own share back."""

    id = "words"
    SAID = re.compile(
        r"자\s*부담(?:금)?\s*(?:을|를|은|은요|의)?\s*(?:대납|대신|없음|없이|면제|환급|돌려|지원해)"
        r"|대납|페이\s*백|캐시\s*백|리베이트|뒷돈|되돌려\s*드리|pay\s*-?back|kick\s*-?back|cash\s*-?back",
        re.IGNORECASE,
    )
    FORBIDS = re.compile(r"금지|불가|하지\s*않|안\s*됩|없습니다|거절|위반|not allowed|forbidden", re.IGNORECASE)
    AROUND = 20

    def __call__(self, case: Case) -> Finding:
        if not any(text.strip() for _where, text in case.texts):
            return unknown("no_text")
        doubtful = False
        for where, text in case.texts:
            for hit in self.SAID.finditer(text):
                near = text[max(0, hit.start() - self.AROUND) : hit.end() + self.AROUND].strip()
                if not self.FORBIDS.search(text[hit.end() : hit.end() + self.AROUND]):
                    return raised("said", where=where, words=near)
                doubtful = True
        return unknown("forbids") if doubtful else nothing()


RULES: tuple[Rule, ...] = (
    FixedBefore(), SharedContact(), Companion(), Grades(), PairAgain(), OffBand(), LinesChanged(), Words(),
)  # fmt: skip


def findings(case: Case) -> dict[str, Finding]:
    """What each rule says of the case, by the rule's id."""
    return {rule.id: rule(case) for rule in RULES}
