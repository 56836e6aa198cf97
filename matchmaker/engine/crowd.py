"""Many needs as columns, so that arrays can run over needs: what bulk ranking and freshness both start from."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from scipy import sparse

from matchmaker.engine.features import industry_number, usual_cost
from matchmaker.engine.retrieval import insisted_standards
from matchmaker.engine.rules import slots_for
from matchmaker.engine.textindex import queries
from matchmaker.engine.types import Bools, Floats, Ints, Need, Slot, Taxonomy

NONE = -1


@dataclass(frozen=True)
class Crowd:
    """N needs and their P slots. ``owner`` (P,) is the need's row, ``slot`` (P,) the slot's row within its need.

    By slot: ``codes`` (P, C) its alternatives, ``insisted`` (P, standards) what its offers have to speak one of.
    By need: ``wanted`` (N, C) all its codes, ``region`` -1 where unknown, ``deadline`` and ``budget`` inf where not
    said, ``reference`` and ``usual`` what prices are measured by, ``standards`` (N, standards) named, ``words`` grams.
    """

    needs: tuple[Need, ...]
    owner: Ints
    slot: Ints
    codes: Bools
    wanted: Bools
    region: Ints
    deadline: Floats
    budget: Floats
    reference: Floats
    usual: Floats
    industry: Ints
    standards: Bools
    insisted: Bools
    words: sparse.csr_matrix


def crowd(needs: tuple[Need, ...], facts: Taxonomy, slots: list[tuple[Slot, ...]] | None = None) -> Crowd:
    """Columns of ``needs``; ``slots`` where the caller has them already. Raises UnknownCode as ``slots_for`` does."""
    slots = [slots_for(need, facts) for need in needs] if slots is None else slots
    place = {code: row for row, code in enumerate(facts.capabilities)}
    spoken = {name: row for row, name in enumerate(facts.standards)}
    where = {code: row for row, code in enumerate(facts.regions)}
    owner = np.repeat(np.arange(len(needs)), [len(found) for found in slots])
    codes = _marked([[place[c] for c in slot.codes] for found in slots for slot in found], len(place))
    wanted = np.zeros((len(needs), len(place)), dtype=bool)
    at, column = np.nonzero(codes)
    wanted[owner[at], column] = True
    usual = np.array([usual_cost(found, facts) for found in slots], dtype=np.float64)
    budget = np.array([np.inf if need.budget_krw is None else need.budget_krw for need in needs], dtype=np.float64)
    named = [[spoken[name] for name in need.standards if name in spoken] for need in needs]
    pairs = zip(needs, slots, strict=True)
    must = [insisted_standards(n, slot, facts) if n.standards else [] for n, found in pairs for slot in found]
    return Crowd(
        needs=needs,
        owner=owner,
        slot=np.concatenate([np.arange(len(found)) for found in slots]) if needs else np.zeros(0, dtype=np.int64),
        codes=codes,
        wanted=wanted,
        region=np.array([NONE if n.region is None else where[n.region] for n in needs], dtype=np.int64),
        deadline=np.array([np.inf if n.deadline_weeks is None else n.deadline_weeks for n in needs], dtype=np.float64),
        budget=budget,
        reference=np.where(np.isfinite(budget) & (budget > 0), budget, usual),
        usual=usual,
        industry=np.array([industry_number(need.industry) for need in needs], dtype=np.int64),
        standards=_marked(named, len(spoken)),
        insisted=_marked(must, len(spoken)),
        words=queries(tuple(need.text for need in needs), facts.texts),
    )


def part(whole: Crowd, rows: Ints) -> Crowd:
    """The crowd of some of its needs, in the order given."""
    back = np.full(len(whole.needs), NONE)
    back[rows] = np.arange(len(rows))
    kept = np.flatnonzero(back[whole.owner] >= 0)
    kept = kept[np.argsort(back[whole.owner[kept]], kind="stable")]
    by_slot = {name: getattr(whole, name)[kept] for name in ("slot", "codes", "insisted")}
    by_need = {
        f.name: getattr(whole, f.name)[rows] for f in fields(Crowd) if f.name not in {*by_slot, "needs", "owner"}
    }
    needs = tuple(whole.needs[row] for row in rows.tolist())
    return Crowd(needs=needs, owner=back[whole.owner[kept]], **by_slot, **by_need)


def joined(one: Crowd, other: Crowd) -> Crowd:
    """Both crowds, the needs of ``one`` first."""
    names = [field.name for field in fields(Crowd) if field.name not in {"needs", "owner", "words"}]
    columns = {name: np.concatenate([getattr(one, name), getattr(other, name)]) for name in names}
    return Crowd(
        needs=one.needs + other.needs,
        owner=np.concatenate([one.owner, other.owner + len(one.needs)]),
        words=sparse.vstack([one.words, other.words], format="csr"),
        **columns,
    )


def _marked(rows: list[list[int]], width: int) -> Bools:
    """(len(rows), width) True at the places that each row lists."""
    table = np.zeros((len(rows), width), dtype=bool)
    table[np.repeat(np.arange(len(rows)), [len(row) for row in rows]), [at for row in rows for at in row]] = True
    return table
