"""Rules and cues put together: what the cues contradict becomes a guess, what they are sure of is added."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from ..text import Prepared
from .vocabulary import Vocabulary

# Decision values, calibrated by leaving out one file at a time; see docs/reading.md.
ADD, PARTNER, DOUBT = -0.4, -1.5, -1.7
# A name that was said outright is doubted later than a phrase that was only recognised.
NAMED = 1.0
FEWEST_LETTERS = 6


@dataclass(frozen=True)
class Piece:
    """One reading before merging, in norm positions."""

    codes: tuple[str, ...]
    strength: str
    sure: bool
    start: int
    end: int
    rule: str


def weigh(
    pieces: list[Piece],
    settled: Collection[str],
    quiet: list[tuple[int, int]],
    prepared: Prepared,
    vocabulary: Vocabulary,
) -> list[Piece]:
    """``settled``: capabilities there already or refused, of which cues have no say; ``quiet``: words they skip."""
    if len(prepared.squash) < FEWEST_LETTERS:
        return pieces
    text = _without(prepared.fold, quiet)
    scores = vocabulary.cues.scores(text)
    if not scores:
        return pieces
    kept = [replace(p, sure=False) if _doubtful(p, scores) else p for p in pieces]
    had = {code for p in kept if p.sure for code in p.codes} | set(settled)
    for code, score in sorted(scores.items(), key=lambda pair: (-pair[1], pair[0])):
        if score >= ADD and code not in had:
            codes = _with_partners(code, scores, vocabulary, had)
            kept.append(Piece(codes, "must", True, *vocabulary.cues.best_place(text, code), "cues"))
            had |= set(codes)
    return kept


def _without(text: str, quiet: list[tuple[int, int]]) -> str:
    for start, end in quiet:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _doubtful(piece: Piece, scores: dict[str, float]) -> bool:
    known = [scores[code] for code in piece.codes if code in scores]
    least = DOUBT - NAMED if piece.rule == "alias" else DOUBT
    return piece.sure and piece.strength in ("must", "nice") and bool(known) and max(known) < least


def _with_partners(code: str, scores: dict[str, float], vocabulary: Vocabulary, had: Collection[str]) -> tuple:
    """The widest alternatives ("POP or MES") that a rule knows and the cues do not rule out."""
    likely = {other for other, score in scores.items() if score >= PARTNER and other not in had}
    options = [group for group in vocabulary.phrases.alternatives if code in group and likely.issuperset(group)]
    return max(options, key=lambda group: (len(group), sum(scores[one] for one in group)), default=(code,))
