"""Everyday sentences without jargon, matched as sets of word stems that stand close together.

A pattern is groups joined by " + "; each group lists alternatives joined by "|". All groups must occur within a
window, in any order. A group that starts with "!" must not occur near. Latin words match whole words; a trailing
"*" lets them go on. Blanks do not count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import ahocorasick

from ..text import Prepared, is_latin, squash

RULE_KINDS = frozenset({"need", "hint", "nice", "owned", "drop", "mask", "flag"})
Stretch = tuple[int, int]
FARTHEST: Stretch = (0, 10**9)
KO_WINDOW, EN_WINDOW, EXCLUSION_MARGIN = 42, 80, 14


@dataclass(frozen=True)
class Rule:
    """``kind``: need, hint, nice, owned, drop, mask or flag; ``codes`` as written ("A|B;C")."""

    kind: str
    pattern: str
    codes: str
    groups: tuple[tuple[str, ...], ...]
    excluded: tuple[str, ...]
    window: int


@dataclass(frozen=True)
class Found:
    """A rule that fired on norm[start:end]."""

    rule: Rule
    start: int
    end: int


@dataclass(frozen=True)
class PhraseBook:
    """``yields``: a general capability and the special ones that make it only a guess.

    ``alternatives``: every set of capabilities that some rule offers as one answer or another.
    """

    rules: tuple[Rule, ...]
    automaton: ahocorasick.Automaton
    yields: dict[str, frozenset[str]]
    alternatives: tuple[tuple[str, ...], ...]

    @classmethod
    def from_rows(cls, rows: Iterable[dict[str, str]]) -> PhraseBook:
        rows = list(rows)
        rules = tuple(_rule(row) for row in rows if row["kind"] in RULE_KINDS)
        yields = {row["pattern"]: frozenset(row["codes"].split("|")) for row in rows if row["kind"] == "yields"}
        uses: dict[str, list[tuple[int, int]]] = {}
        for index, rule in enumerate(rules):
            for place, group in enumerate((*rule.groups, rule.excluded)):
                for word in group:
                    uses.setdefault(word, []).append((index, place))
        automaton = ahocorasick.Automaton()
        for word, used in uses.items():
            automaton.add_word(word.removesuffix("*"), _merge(automaton, word, used))
        automaton.make_automaton()
        groups = {g for rule in rules if rule.kind == "need" for g in split_groups(rule.codes) if len(g) > 1}
        return cls(rules, automaton, yields, tuple(sorted(groups)))

    def find(self, prepared: Prepared) -> list[Found]:
        hits: dict[int, dict[int, list[tuple[int, int]]]] = {}
        if not len(self.automaton):
            return []
        for last, words in self.automaton.iter(prepared.squash):
            for word, used in words:
                size = len(word.removesuffix("*"))
                first = last - size + 1
                if _whole(prepared, word, first, last + 1):
                    for index, place in used:
                        hits.setdefault(index, {}).setdefault(place, []).append((first, last + 1))
        found = [self._fire(prepared, self.rules[index], groups) for index, groups in hits.items()]
        return [one for one in found if one]

    def _fire(self, prepared: Prepared, rule: Rule, hits: dict[int, list[tuple[int, int]]]) -> Found | None:
        if any(place not in hits for place in range(len(rule.groups))):
            return None
        closest = _closest([hits[place] for place in range(len(rule.groups))])
        first, last = closest
        if last - first > rule.window:
            return None
        barred = hits.get(len(rule.groups), [])
        if any(a < last + EXCLUSION_MARGIN and first - EXCLUSION_MARGIN < b for a, b in barred):
            return None
        return Found(rule, *prepared.stretch(first, last))


def _merge(automaton: ahocorasick.Automaton, word: str, used: list[tuple[int, int]]) -> tuple:
    key = word.removesuffix("*")
    return (*(automaton.get(key) if key in automaton else ()), (word, tuple(used)))


def _closest(groups: list[list[Stretch]]) -> Stretch:
    """The tightest stretch that takes one hit of every group, grown from each hit of the first group."""
    best = FARTHEST
    for start in groups[0]:
        first, last = start
        chosen = [start]
        for others in groups[1:]:
            near = _nearest(others, chosen, first, last)
            chosen.append(near)
            first, last = min(first, near[0]), max(last, near[1])
        if last - first < best[1] - best[0]:
            best = (first, last)
    return best


def _nearest(hits: list[Stretch], chosen: list[Stretch], first: int, last: int) -> Stretch:
    """The hit that widens (first, last) least; one word cannot stand for two groups."""
    apart = [hit for hit in hits if all(hit[1] <= a or b <= hit[0] for a, b in chosen)]
    return min(apart, key=lambda hit: max(last, hit[1]) - min(first, hit[0]), default=FARTHEST)


def _whole(prepared: Prepared, word: str, first: int, last: int) -> bool:
    """Latin words must not begin or end inside another word; Hangul stems may."""
    start, end = prepared.stretch(first, last)
    if is_latin(word[0]) and start and is_latin(prepared.norm[start - 1]):
        return False
    if is_latin(word[-1]) and prepared.norm[end : end + 1] and is_latin(prepared.norm[end]):
        return prepared.norm[end] == "s" and not is_latin(prepared.norm[end + 1 : end + 2] or " ")
    return True


def _rule(row: dict[str, str]) -> Rule:
    groups: list[tuple[str, ...]] = []
    excluded: list[str] = []
    for part in row["pattern"].split(" + "):
        barred = part.startswith("!")
        words = tuple(filter(None, (squash(word) for word in part.lstrip("!").split("|"))))
        excluded.extend(words) if barred else groups.append(words)
    latin = all(is_latin(word[0]) for group in groups for word in group)
    return Rule(
        row["kind"], row["pattern"], row["codes"], tuple(groups), tuple(excluded), EN_WINDOW if latin else KO_WINDOW
    )


def split_groups(codes: str) -> tuple[tuple[str, ...], ...]:
    """Alternatives in groups: "A|B;C" -> (("A", "B"), ("C",))."""
    return tuple(tuple(group.split("|")) for group in codes.split(";") if group)
