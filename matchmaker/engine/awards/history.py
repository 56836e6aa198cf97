"""The past as it stood on one day. Whatever a ranker knows of suppliers it knows through here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
from scipy import sparse

from matchmaker.engine.awards.records import Question, Tender
from matchmaker.engine.errors import EngineError
from matchmaker.engine.types import Floats, Ints


class FutureRefused(EngineError):
    """Evidence from the day of the cut or later was put before a ranker that must not know it."""

    code = "future_refused"


class History:
    """Awards before ``cut`` as arrays. Raises FutureRefused if one of ``tenders`` was awarded on that day or later.

    ``suppliers`` (S,) and ``buyers`` (A,) names in order; ``wins`` (J, S) 1 where a supplier won a project; ``day``
    and ``buyer`` (J,); ``texts`` (J,).
    """

    def __init__(self, tenders: Sequence[Tender], cut: int) -> None:
        late = [one.question.id for one in tenders if one.day >= cut]
        if late:
            raise FutureRefused(cut=str(date.fromordinal(cut)), rows=len(late), first=late[0])
        self.cut = cut
        self.texts = tuple(one.question.text for one in tenders)
        self.day: Ints = np.array([one.day for one in tenders], dtype=np.int64)
        self.buyers = tuple(sorted({one.question.buyer for one in tenders}))
        self.buyer_place = {name: row for row, name in enumerate(self.buyers)}
        self.buyer: Ints = np.array([self.buyer_place[one.question.buyer] for one in tenders], dtype=np.int64)
        self.suppliers = tuple(sorted({name for one in tenders for name in one.winners}))
        self.place = {name: row for row, name in enumerate(self.suppliers)}
        project = np.repeat(np.arange(len(tenders)), [len(one.winners) for one in tenders])
        supplier = [self.place[name] for one in tenders for name in one.winners]
        shape = (len(tenders), len(self.suppliers))
        self.wins = sparse.csr_matrix((np.ones(len(supplier)), (project, supplier)), shape=shape)
        self.by_supplier = self.wins.T.tocsr()

    def check(self, questions: Iterable[Question]) -> None:
        """Raises FutureRefused if a question is older than the cut: its own answer may be in this history."""
        early = [one.id for one in questions if one.day < self.cut]
        if early:
            raise FutureRefused(cut=str(date.fromordinal(self.cut)), questions=len(early), first=early[0])

    def count_by_buyer(self) -> Floats:
        """(A, S) projects of each supplier with each buyer."""
        ones = np.ones(len(self.buyer))
        rows = sparse.csr_matrix((ones, (self.buyer, np.arange(len(ones)))), shape=(len(self.buyers), len(ones)))
        return np.asarray((rows @ self.wins).toarray())

    def days_since(self) -> tuple[Floats, Floats]:
        """(S,) days since a supplier's last win, (A, S) since its last win with each buyer; nan: never."""
        project, supplier = self.wins.nonzero()
        last = np.full((len(self.buyers), len(self.suppliers)), -np.inf)
        np.maximum.at(last, (self.buyer[project], supplier), self.day[project].astype(np.float64))
        last[np.isinf(last)] = np.nan
        newest = np.fmax.reduce(last, axis=0) if len(last) else np.empty(0)
        return self.cut - newest, self.cut - last


def before(tenders: Iterable[Tender], cut: int) -> History:
    """The history of a longer log as it stood on the morning of ``cut``."""
    return History([one for one in tenders if one.day < cut], cut)
