"""Names, everyday phrases and typing errors put together: one reading a requirement, each with its words."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace

from ..text import Prepared, squash
from ..types import RequirementReading
from .mentions import Mention, find_aliases
from .negation import strength_of
from .phrases import Found, split_groups
from .vocabulary import Vocabulary
from .weighing import Piece, weigh

BETWEEN = re.compile(r"\s?(?:,|/|\+|&|·|와|과|랑|이랑|하고|및|and|or)\s?|\s")
ALL_OWNED = re.compile(
    r"(?:둘|셋|모두|전부|양쪽)\s?(?:다\s?)?(?:이미\s?)?(?:있|보유|쓰고|사용|구축)|(?:연동|연계|인터페이스)(?:\s?개발|\s?작업)?만"
)
JOINED_TO = re.compile(
    r"\s?(?:시스템|데이터)?(?:와|과|랑|이랑|하고|에|에다|쪽)?\s?(?:도\s?)?(?:연동|연계|인터페이스|붙이|붙일|붙는|연결)"
)
EN_JOINED_TO = re.compile(
    r"(?:integrat\w+ (?:with|to|into)|connect\w* (?:to|with)|link\w* (?:to|with)|interfac\w+ (?:to|"
    r"with)|on top of|works? with)\s(?:an? |our |the |existing )*(?:\w+ )?$"
)
JOINABLE = ("SOL-", "EQP-METRO", "EQP-PLC", "EQP-CNC", "EQP-SERVER")
PRECEDENCE = ("unwanted", "owned", "must", "nice")


def read_requirements(
    prepared: Prepared, vocabulary: Vocabulary, taken: Iterable[tuple[int, int]] = ()
) -> tuple[tuple[RequirementReading, ...], tuple[str, ...]]:
    """Requirements in the order of the text, and flags. ``taken``: norm ranges that are places, amounts or dates."""
    fired = vocabulary.phrases.find(prepared)
    pieces = _from_aliases(prepared, vocabulary, fired)
    refused = [(p.start, p.end) for p in pieces if p.strength in ("unwanted", "product")]
    pieces += [piece for found in fired for piece in _from_phrase(prepared, found, refused)]
    settled = {code for p in pieces if p.strength in ("owned", "unwanted", "product") for code in p.codes}
    settled |= _other_meanings(pieces, prepared, vocabulary)
    pieces = [piece for piece in pieces if piece.strength != "product"]
    covered = [(p.start, p.end) for p in pieces if p.rule == "alias"] + list(taken) + _spans(fired, "mask")
    for typo in vocabulary.typos.find(prepared.fold, covered):
        strength = strength_of(prepared.norm, typo.start, typo.end)
        pieces.append(Piece((typo.code,), strength, typo.sure, typo.start, typo.end, "typo"))
    dropped = {code for found in fired if found.rule.kind == "drop" for code in found.rule.codes.split("|")}
    pieces = weigh(_demote(pieces, dropped), settled | dropped, refused + _spans(fired, "mask"), prepared, vocabulary)
    merged = _merge(_yield(pieces, vocabulary))
    if not any(piece.sure for piece in merged):
        merged = merged + _similar(prepared, vocabulary, merged)
    flags = tuple(dict.fromkeys(found.rule.codes for found in fired if found.rule.kind == "flag"))
    return tuple(_reading(prepared, piece) for piece in sorted(merged, key=lambda p: (p.start, p.codes))), flags


def _spans(fired: list[Found], kind: str) -> list[tuple[int, int]]:
    return [(found.start, found.end) for found in fired if found.rule.kind == kind]


def _from_aliases(prepared: Prepared, vocabulary: Vocabulary, fired: list[Found]) -> list[Piece]:
    masks = _spans(fired, "mask")
    mentions = [m for m in find_aliases(prepared, vocabulary) if not any(a <= m.start and m.end <= b for a, b in masks)]
    starts = sorted(m.start for m in mentions)
    strengths = [_alone(prepared.norm, mention, starts) for mention in mentions]
    strengths = _shared(prepared.norm, mentions, strengths)
    strengths = [_or_joined_to(prepared.norm, m, s) for m, s in zip(mentions, strengths, strict=True)]
    return [Piece((m.code,), s, m.sure, m.start, m.end, m.rule) for m, s in zip(mentions, strengths, strict=True)]


def _alone(norm: str, mention: Mention, starts: list[int]) -> str:
    """Strength by the words around, up to the next mention; a service is not a thing one owns."""
    following = bisect_left(starts, mention.end)
    stop = starts[following] if following < len(starts) else len(norm)
    strength = strength_of(norm, mention.start, mention.end, stop)
    return "must" if strength == "owned" and mention.code.startswith("SVC-") else strength


def _or_joined_to(norm: str, mention: Mention, strength: str) -> str:
    """A system that something is to be connected to is there already (ERP와 연동)."""
    if strength != "must" or not mention.code.startswith(JOINABLE):
        return strength
    joined = JOINED_TO.match(norm, mention.end) or EN_JOINED_TO.search(norm[max(0, mention.start - 40) : mention.start])
    return "owned" if joined else strength


def _shared(norm: str, mentions: list[Mention], strengths: list[str]) -> list[str]:
    """What is said of the last of a list (ERP, MES는 있음) holds for the list; "둘 다 있음" for all before it."""
    strengths = list(strengths)
    for i in range(len(mentions) - 2, -1, -1):
        between = norm[mentions[i].end : mentions[i + 1].start]
        if strengths[i] == "must" and strengths[i + 1] in ("owned", "unwanted") and BETWEEN.fullmatch(between):
            strengths[i] = strengths[i + 1]
    everything = ALL_OWNED.search(norm)
    if everything:
        for i, mention in enumerate(mentions):
            if mention.end <= everything.start() and mention.code.startswith("SOL-"):
                strengths[i] = "owned"
    return strengths


def _other_meanings(pieces: list[Piece], prepared: Prepared, vocabulary: Vocabulary) -> set[str]:
    """What a name with two meanings was decided not to mean (PDM keeps drawings, PdM predicts failures)."""
    names = {squash(prepared.norm[p.start : p.end]) for p in pieces if p.rule == "alias"}
    meant = {code for p in pieces if p.rule == "alias" for code in p.codes}
    return {alias.code for alias in vocabulary.aliases if alias.form in names} - meant


KINDS = {"need": ("must", True), "hint": ("must", False), "nice": ("nice", True), "owned": ("owned", True)}


def _from_phrase(prepared: Prepared, found: Found, refused: list[tuple[int, int]]) -> list[Piece]:
    """Readings of a rule, unless it rests on words that are refused (AI는 됐고) or the firm's own product."""
    if found.rule.kind not in KINDS or any(a <= edge < b for a, b in refused for edge in (found.start, found.end - 1)):
        return []
    strength, sure = KINDS[found.rule.kind]
    said = strength_of(prepared.norm, found.start, found.end)
    if strength == "must" and said in ("unwanted", "product"):
        strength = said
    groups = split_groups(found.rule.codes)
    return [Piece(codes, strength, sure, found.start, found.end, "phrase") for codes in groups]


def _demote(pieces: list[Piece], dropped: set[str]) -> list[Piece]:
    """Rules of kind "drop" say that a name is only the setting here (20 CNCs, 30 PLCs): it becomes a guess."""
    return [
        replace(p, sure=False) if p.rule == "alias" and p.strength == "must" and p.codes[0] in dropped else p
        for p in pieces
    ]


def _yield(pieces: list[Piece], vocabulary: Vocabulary) -> list[Piece]:
    """A general name next to a special one (로봇 beside 협동로봇) is the same thing said again: a guess."""
    asked = [p.codes for p in pieces if p.sure and p.strength in ("must", "nice")]
    kept = []
    for piece in pieces:
        special = vocabulary.phrases.yields.get(piece.codes[0], frozenset())
        named = any(special & set(codes) for codes in asked if piece.codes[0] not in codes)
        general = piece.rule in ("alias", "typo") and piece.strength == "must" and named
        kept.append(replace(piece, sure=False) if general else piece)
    return kept


def _merge(pieces: list[Piece]) -> list[Piece]:
    singles = _best([p for p in pieces if len(p.codes) == 1])
    out = {code for code, p in singles.items() if p.strength in ("owned", "unwanted")}
    asked = {code for code, p in singles.items() if p.sure and code not in out}
    options: dict[tuple[str, ...], Piece] = {}
    for piece in (p for p in pieces if len(p.codes) > 1):
        codes = tuple(code for code in piece.codes if code not in out)
        if not codes or asked & set(codes):
            continue
        if len(codes) == 1:
            _keep(singles, codes[0], replace(piece, codes=codes))
        else:
            _keep(options, codes, replace(piece, codes=codes))
    return list(singles.values()) + _tightest(list(options.values()), singles)


def _best(pieces: list[Piece]) -> dict[str, Piece]:
    best: dict[str, Piece] = {}
    for piece in pieces:
        _keep(best, piece.codes[0], piece)
    return best


def _keep(best: dict, key: object, piece: Piece) -> None:
    known = best.get(key)
    if known is None or _rank(piece) < _rank(known):
        best[key] = piece


def _rank(piece: Piece) -> tuple[bool, int, int]:
    return not piece.sure, PRECEDENCE.index(piece.strength), piece.start


def _tightest(options: list[Piece], singles: dict[str, Piece]) -> list[Piece]:
    """Of alternatives that overlap only the narrowest stays; none that a sure single already answers."""
    asked = {code for code, p in singles.items() if p.sure}
    kept: list[Piece] = []
    for piece in sorted(options, key=lambda p: (not p.sure, len(p.codes), p.start)):
        answered = asked | {code for other in kept if other.sure or not piece.sure for code in other.codes}
        if not set(piece.codes) & answered:
            kept.append(piece)
    return kept


def _similar(prepared: Prepared, vocabulary: Vocabulary, known: list[Piece]) -> list[Piece]:
    had = {code for piece in known for code in piece.codes}
    end = len(prepared.norm)
    suggested = vocabulary.similarity.suggest(prepared.text)
    return [Piece((code,), "must", False, 0, end, "similar") for code, _ in suggested if code not in had]


def _reading(prepared: Prepared, piece: Piece) -> RequirementReading:
    return RequirementReading(
        codes=piece.codes,
        strength=piece.strength,
        sure=piece.sure,
        rule=piece.rule,
        words=prepared.words(piece.start, piece.end),
        span=prepared.span(piece.start, piece.end),
    )
