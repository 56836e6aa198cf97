"""Completing a package: one winner of a tender with several is revealed, who are the others?

Revealed is the first of a tender's winners (by name) that history knows; the others are to be found, and those that
history does not know count as misses. Tenders of whose winners history knows none are left out.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from sklearn.preprocessing import normalize

from matchmaker.engine.awards.evidence import FEATURES, Evidence, Seen, stacked
from matchmaker.engine.awards.history import History
from matchmaker.engine.awards.protocol import Judged, Maker, label
from matchmaker.engine.awards.records import Tender
from matchmaker.engine.types import Floats

PARTNERS: dict[str, tuple[int, str]] = {
    "together": (+1, "log of 1 + projects won together with the revealed one"),
    "together_share": (+1, "share of the revealed one's projects that were won together"),
    "together_near": (+1, "the revealed one's joint projects, each weighed by its likeness to the question"),
    "partners_alike": (+1, "likeness of the partners that both have, 0-1"),
    "work_alike": (+1, "likeness of all words of both suppliers' projects, 0-1"),
    "buyers_alike": (+1, "likeness of the buyers of both, 0-1"),
}
NAMES = (*FEATURES, *PARTNERS)
SIGNS = [sign for sign, _ in (FEATURES | PARTNERS).values()]


def several(tenders: Sequence[Tender], start: int, end: int, history: History) -> tuple[list[Tender], list[str]]:
    """Tenders of [start, end) with two winners or more, without the revealed one, and who that is."""
    rest, revealed = [], []
    for one in tenders:
        known = [name for name in sorted(one.winners) if name in history.place]
        if start <= one.day < end and len(one.winners) > 1 and known:
            rest.append(Tender(one.question, tuple(name for name in one.winners if name != known[0])))
            revealed.append(known[0])
    return rest, revealed


def completion(tenders: Sequence[Tender], start: int, end: int, make: Maker) -> Judged:
    """The tenders of [start, end) from history frozen at ``start``, a table with the features of partners added."""
    evidence = make(tenders, start)
    history = evidence.history
    rest, revealed = several(tenders, start, end, history)
    kin = Kinship(evidence)
    seen = evidence.seen([one.question for one in rest])
    joint = (kin.beside(one, history.place[name]) for one, name in zip(seen, revealed, strict=True))
    return label(stacked(joint, NAMES), rest, history)


class Kinship:
    """What suppliers have to do with each other: joint projects, partners, work and buyers."""

    def __init__(self, evidence: Evidence) -> None:
        history = evidence.history
        self.evidence = evidence
        together = (history.by_supplier @ history.wins).tolil()
        together.setdiag(0)
        self.together = together.tocsr()
        self.partners, self.buyers = unit_rows(self.together), unit_rows(sparse.csr_matrix(evidence.by_buyer.T))
        bank = evidence.pieces
        profiles = (history.by_supplier @ bank.bank.rows(history.texts).sign()).tocsr()
        profiles.data = np.log1p(profiles.data) * bank.projects.rarity[profiles.indices]
        self.work = unit_rows(profiles)

    def beside(self, seen: Seen, revealed: int) -> Seen:
        """The same question with the revealed one taken out and its partners among the candidates."""
        columns = seen.columns | self.columns(revealed, seen.likeness)
        pool = seen.pool | (columns["together"] > 0)
        pool[revealed] = False
        return Seen(columns, pool, seen.likeness)

    def columns(self, revealed: int, likeness: Floats) -> dict[str, Floats]:
        """(S,) each, in the meaning of PARTNERS."""
        history = self.evidence.history
        counts = np.asarray(self.together[[revealed]].toarray()).ravel()
        mine = history.by_supplier[[revealed]].indices
        worth = likeness[mine] / max(float(likeness.max(initial=0.0)), 1e-9)
        near = np.asarray(worth @ history.wins[mine]).ravel()
        return {
            "together": np.log1p(counts),
            "together_share": counts / max(float(self.evidence.wins[revealed]), 1.0),
            "together_near": np.where(counts > 0, near, 0.0),
            "partners_alike": _alike(self.partners, revealed),
            "work_alike": _alike(self.work, revealed),
            "buyers_alike": _alike(self.buyers, revealed),
        }


def unit_rows(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    return normalize(matrix.tocsr())


def _alike(unit: sparse.csr_matrix, row: int) -> Floats:
    """(S,) cosine of every row with this one."""
    return np.asarray((unit @ unit[[row]].T).toarray()).ravel()
