"""What a history says of each supplier for one question: retrievers find candidates, features tell them apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from matchmaker.engine.awards.embedding import Embedding
from matchmaker.engine.awards.history import History
from matchmaker.engine.awards.records import Question
from matchmaker.engine.awards.texts import Bm25, TextBank, pieces, words
from matchmaker.engine.types import Floats, Ints

NEAREST = 50
PROFILES, NAMESAKES, REGULARS = 40, 10, 20
FADE_DAYS = 500.0
NAME_SCALE = 30.0
NEVER = 9.0
BLOCK = 128

FEATURES: dict[str, tuple[int, str]] = {
    "words": (+1, "the 50 nearest past projects by words (BM25) vote for their suppliers, over the best vote"),
    "words_near": (+1, "the same, votes squared: the nearest project counts for more"),
    "words_buyer": (+1, "the same, projects of this buyer only"),
    "words_recent": (+1, "the same, older projects fading"),
    "words_best": (+1, "the supplier's one nearest project by words, 0-1"),
    "pieces": (+1, "the 50 nearest by pieces of words vote, over the best vote"),
    "pieces_near": (+1, "the same, votes cubed"),
    "pieces_buyer": (+1, "the same, projects of this buyer only"),
    "pieces_recent": (+1, "the same, older projects fading"),
    "pieces_best": (+1, "the supplier's one nearest project by pieces, 0-1"),
    "pieces_alone": (+1, "the same as pieces_near, a project's vote shared among its winners"),
    "trade": (+1, "the 50 nearest vote that lie near because the same suppliers win them, votes cubed"),
    "trade_buyer": (+1, "the same, projects of this buyer only"),
    "trade_recent": (+1, "the same, older projects fading"),
    "trade_best": (+1, "the supplier's one nearest project in this sense, 0-1"),
    "words_profile": (+1, "all the supplier's projects as one text, by words, over the best"),
    "pieces_profile": (+1, "all the supplier's projects as one text, by pieces, over the best"),
    "name": (+1, "likeness of the supplier's name and the question"),
    "buyer_wins": (+1, "log of 1 + projects with this buyer"),
    "buyer_share": (+1, "share of this buyer's projects"),
    "buyer_like": (+1, "projects with buyers that buy from the same suppliers, over the most"),
    "wins": (+1, "log of 1 + projects"),
    "idle": (-1, "log of 1 + days since the last project"),
    "buyer_idle": (-1, "log of 1 + days since the last project with this buyer; 9: none"),
    "focus": (+1, "pieces_near over the supplier's projects: how much of its work is like this"),
    "loyal": (+1, "share of the supplier's projects that were this buyer's"),
}
PLAIN_VOTE, SHARP_VOTE = (tuple(FEATURES).index(name) for name in ("words", "words_near"))


@dataclass(frozen=True)
class Table:
    """Candidates of Q questions: ``X`` (N, F), ``supplier`` (N,) rows of the history, ``group`` (N,) rising."""

    X: Floats
    supplier: Ints
    group: Ints
    questions: int


@dataclass(frozen=True)
class Seen:
    """One question: ``columns`` (S,) each, ``pool`` (S,) who is a candidate, ``likeness`` (J,) of past projects."""

    columns: dict[str, Floats]
    pool: np.ndarray
    likeness: Floats


def stacked(seen: Iterable[Seen], names: Sequence[str]) -> Table:
    """The candidates of all questions under each other, with the columns of ``names``."""
    parts, suppliers = [np.empty((0, len(names)))], []
    for one in seen:
        rows = np.flatnonzero(one.pool)
        suppliers.append(rows)
        parts.append(np.column_stack([one.columns[name][rows] for name in names]))
    group = np.repeat(np.arange(len(suppliers)), [len(rows) for rows in suppliers])
    return Table(np.vstack(parts), np.concatenate([np.empty(0, np.int64), *suppliers]), group, len(suppliers))


class Banks:
    """Everything that is ever read, counted once: questions, projects and names."""

    def __init__(self, texts: Sequence[str], names: Sequence[str]) -> None:
        self.words, self.pieces = TextBank(texts, words), TextBank([*texts, *names], pieces)


class TextVotes:
    """One way of cutting up texts: nearest projects, and merged profiles."""

    def __init__(self, bank: TextBank, history: History) -> None:
        self.bank = bank
        counts = bank.rows(history.texts)
        self.projects = Bm25(counts)
        self.profiles = Bm25((history.by_supplier @ counts).tocsr())

    def ask(self, texts: list[str]) -> tuple[sparse.csr_matrix, sparse.csr_matrix, Floats]:
        """(Q, J) scores of projects, (Q, S) of profiles, (Q,) the most a project could get."""
        rows = self.bank.rows(texts)
        return self.projects.scores(rows), self.profiles.scores(rows), self.projects.top(rows)


class Evidence:
    """All that one history can say, ready to be asked."""

    def __init__(self, history: History, banks: Banks) -> None:
        self.history = history
        self.words, self.pieces = TextVotes(banks.words, history), TextVotes(banks.pieces, history)
        counts = banks.pieces.rows(history.texts)
        self.trades = Embedding(counts, self.pieces.projects.rarity, history.wins)
        self.banks, self.names = banks, Bm25(banks.pieces.rows(history.suppliers))
        self.by_buyer = history.count_by_buyer()
        self.wins = self.by_buyer.sum(axis=0)
        self.winners = np.asarray(history.wins.sum(axis=1)).ravel()
        self.fresh = np.exp((history.day - history.cut) / FADE_DAYS)
        idle, buyer_idle = history.days_since()
        self.idle, self.buyer_idle = np.log1p(idle), np.nan_to_num(np.log1p(buyer_idle), nan=NEVER)
        known = np.log1p(self.by_buyer)
        length = np.linalg.norm(known, axis=1, keepdims=True)
        unit = known / np.where(length > 0, length, 1.0)
        alike = unit @ unit.T
        np.fill_diagonal(alike, 0.0)
        self.like_buyers = alike @ known

    def table(self, questions: Sequence[Question]) -> Table:
        """Candidates and features. Raises FutureRefused for a question from before the cut."""
        return stacked(self.seen(questions), tuple(FEATURES))

    def seen(self, questions: Sequence[Question]) -> Iterator[Seen]:
        """One question after the other, as the whole history sees it."""
        self.history.check(questions)
        for start in range(0, len(questions), BLOCK):
            yield from self._block(questions[start : start + BLOCK])

    def _block(self, questions: Sequence[Question]) -> Iterator[Seen]:
        texts = [one.text for one in questions]
        by_words, by_pieces = self.words.ask(texts), self.pieces.ask(texts)
        names = self.names.scores(self.banks.pieces.rows(texts))
        trades = self.trades.scores(self.banks.pieces.rows(texts))
        for row, question in enumerate(questions):
            buyer = self.history.buyer_place.get(question.buyer, -1)
            likeness = _row(by_pieces[0], row)
            columns = self._votes("words", 2, _row(by_words[0], row), by_words[2][row], buyer)
            columns |= self._votes("pieces", 3, likeness, by_pieces[2][row], buyer)
            columns |= self._votes("trade", 3, trades[row], 1.0, buyer)
            columns["trade"] = columns.pop("trade_near")
            columns |= {"words_profile": over_best(_row(by_words[1], row)), "name": _row(names, row) / NAME_SCALE}
            columns["pieces_profile"] = over_best(_row(by_pieces[1], row))
            columns |= self._dealings(buyer)
            columns["focus"] = columns["pieces_near"] / np.maximum(self.wins, 1.0)
            yield Seen(columns, self._pool(columns), likeness)

    def _votes(self, kind: str, power: int, scores: Floats, top: float, buyer: int) -> dict[str, Floats]:
        """(S,) each: what the nearest projects say, seen in several ways."""
        near = nearest(scores, NEAREST)
        wins = self.history.wins[near]
        worth = scores[near] / max(float(scores.max(initial=0.0)), 1e-9)
        sharp = worth**power
        best = np.zeros(len(self.wins))
        rows, owners = wins.nonzero()
        np.maximum.at(best, owners, scores[near][rows] / top)
        columns = {
            kind: worth @ wins,
            f"{kind}_near": sharp @ wins,
            f"{kind}_buyer": (sharp * (self.history.buyer[near] == buyer)) @ wins,
            f"{kind}_recent": (sharp * self.fresh[near]) @ wins,
            f"{kind}_best": best,
        }
        if kind == "pieces":
            columns["pieces_alone"] = (sharp / self.winners[near]) @ wins
        return columns

    def _dealings(self, buyer: int) -> dict[str, Floats]:
        """(S,) each: what passed between suppliers and this buyer; nothing did where the buyer is new."""
        with_buyer = self.by_buyer[buyer] if buyer >= 0 else np.zeros(len(self.wins))
        like = self.like_buyers[buyer] if buyer >= 0 else np.zeros(len(self.wins))
        return {
            "buyer_wins": np.log1p(with_buyer),
            "buyer_share": with_buyer / max(with_buyer.sum(), 1.0),
            "buyer_like": over_best(like),
            "wins": np.log1p(self.wins),
            "idle": self.idle,
            "buyer_idle": self.buyer_idle[buyer] if buyer >= 0 else np.full(len(self.wins), NEVER),
            "loyal": with_buyer / np.maximum(self.wins, 1.0),
        }

    def _pool(self, columns: dict[str, Floats]) -> np.ndarray:
        """(S,) who is a candidate: found by a vote, by its profile, by its name, or a regular of the buyer."""
        pool = (columns["words"] > 0) | (columns["pieces"] > 0) | (columns["trade"] > 0)
        chosen = (("words_profile", PROFILES), ("pieces_profile", PROFILES), ("name", NAMESAKES))
        for name, count in (*chosen, ("buyer_wins", REGULARS)):
            pool[nearest(columns[name], count)] = True
        return pool


def nearest(scores: Floats, count: int) -> Ints:
    """Rows of the ``count`` highest scores above zero, ties to the smaller row."""
    held = np.flatnonzero(scores > 0)
    return held[np.argsort(-scores[held], kind="stable")[:count]]


def over_best(values: Floats) -> Floats:
    return values / max(float(values.max(initial=0.0)), 1e-9)


def _row(matrix: sparse.csr_matrix, row: int) -> Floats:
    return np.asarray(matrix[[row]].toarray()).ravel()
