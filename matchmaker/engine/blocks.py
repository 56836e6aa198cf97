"""A market in blocks, so that states of one market that differ little share nearly all that is stored of them.

A block holds the suppliers whose ids fall into one range, with their offers and projects; the head holds the taxonomy
and who delivered together. A block is named by what is in it: one changed offer is one other block.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import fields
from functools import cached_property
from typing import Any

import numpy as np

from matchmaker.engine.cases import canonical, taxonomy_from, taxonomy_plain
from matchmaker.engine.types import Ints, Market

# Ids a block: a changed offer writes so many suppliers anew, a market of ten thousand is read in forty pieces.
RANGE = 256
OWNER = {"offer": "offer_supplier", "project": "project_supplier"}
OF_OFFERS = ("offer_", "price_", "weeks", "speaks", "after_service", "covers")
OF_PROJECTS = ("project_supplier", "project_covers", "project_industry", "project_text")
APART = ("taxonomy", "joint", "joint_count", "version")
Columns = dict[str, Any]


def _side(name: str) -> str:
    if name in OF_PROJECTS:
        return "project"
    return "offer" if name.startswith(OF_OFFERS) else "supplier"


SIDES = {one.name: _side(one.name) for one in fields(Market) if one.name not in APART}


class Blocks:
    """A market's blocks, the head first: ``digests`` name them, ``digest`` names the whole with its version.

    Suppliers and offers stand in the order of their ids, projects in that of their suppliers; ``joined`` gives the
    market back in this order. Raises ValueError for a market in another one.
    """

    def __init__(self, market: Market) -> None:
        self.market = market
        keys = (market.supplier_id, market.offer_id, market.project_supplier)
        if any((np.diff(key) < 0).any() for key in keys):
            raise ValueError("suppliers and offers stand by id, projects by supplier")
        group = market.supplier_id // RANGE
        starts = np.flatnonzero(np.diff(group, prepend=-1))
        self._first = np.append(starts if len(starts) else 0, len(group))
        number = np.repeat(np.arange(len(self._first) - 1), np.diff(self._first))
        self._rows = {side: _grouped(number[getattr(market, owner)], len(self)) for side, owner in OWNER.items()}

    def __len__(self) -> int:
        """How many blocks beside the head."""
        return len(self._first) - 1

    @cached_property
    def digests(self) -> list[str]:
        return [digest_of(self.columns(at)) for at in range(len(self) + 1)]

    @cached_property
    def digest(self) -> str:
        return state_digest(self.market.version, self.digests)

    def packed(self, at: int) -> bytes:
        return pack(self.columns(at))

    def columns(self, at: int) -> Columns:
        return self._head() if at == 0 else self._block(at - 1)

    def _head(self) -> Columns:
        market = self.market
        facts = np.frombuffer(canonical(taxonomy_plain(market.taxonomy)).encode(), dtype=np.uint8)
        joint = market.supplier_id[market.joint].reshape(-1, 2)
        return {"taxonomy": facts, "joint": joint, "joint_count": market.joint_count}

    def _block(self, number: int) -> Columns:
        start, end = self._first[number], self._first[number + 1]
        rows = {side: found[number] for side, found in self._rows.items()}
        told: Columns = {}
        for name, side in SIDES.items():
            column = getattr(self.market, name)
            if column is None:
                continue
            if isinstance(column, tuple):
                told[name] = _texts([column[row] for row in rows[side].tolist()])
            elif side == "supplier":
                told[name] = column[start:end]
            elif name in OWNER.values():
                told[name] = column[rows[side]] - start
            else:
                told[name] = column[rows[side]]
        return told


def _grouped(number: Ints, count: int) -> list[Ints]:
    """The rows of each block, in their order."""
    order = np.argsort(number, kind="stable")
    return np.split(order, np.searchsorted(number[order], np.arange(1, max(count, 1))))


def _texts(texts: Sequence[str]) -> np.ndarray:
    return np.frombuffer(json.dumps(list(texts), ensure_ascii=False).encode(), dtype=np.uint8)


def _told(column: np.ndarray) -> Any:
    return json.loads(column.tobytes())


def digest_of(columns: Columns) -> str:
    """One name for one content, however it is packed."""
    told = hashlib.blake2b(digest_size=20)
    for name in sorted(columns):
        column = np.ascontiguousarray(columns[name])
        told.update(f"{name}|{column.dtype.str}|{column.shape}|".encode())
        told.update(column.tobytes())
    return told.hexdigest()


def state_digest(version: str, digests: Iterable[str]) -> str:
    return hashlib.blake2b("|".join([version, *digests]).encode(), digest_size=20).hexdigest()


def pack(columns: Columns) -> bytes:
    told = io.BytesIO()
    np.savez_compressed(told, **columns)
    return told.getvalue()


def unpack(data: bytes) -> Columns:
    with np.load(io.BytesIO(data), allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def joined(version: str, packed: Sequence[bytes]) -> Market:
    """The market of these blocks, the head first. Raises CaseInvalid for a taxonomy that is none."""
    head, parts = unpack(packed[0]), [unpack(one) for one in packed[1:]]
    start = np.cumsum([0, *(len(part["supplier_id"]) for part in parts)])
    for part, first in zip(parts, start, strict=False):
        for owner in OWNER.values():
            part[owner] = part[owner] + first
    names = [name for name in SIDES if all(name in part for part in parts)]
    columns = {name: _joined_column(name, parts) for name in names}
    order = np.argsort(columns["offer_id"], kind="stable")
    for name in (name for name in names if SIDES[name] == "offer"):
        column = columns[name]
        columns[name] = tuple(column[row] for row in order) if isinstance(column, tuple) else column[order]
    joint = np.searchsorted(columns["supplier_id"], head["joint"]).reshape(-1, 2)
    told = {"joint": joint, "joint_count": head["joint_count"], "version": version}
    return Market(taxonomy=taxonomy_from(_told(head["taxonomy"])), **columns, **told)


def _joined_column(name: str, parts: list[Columns]) -> Any:
    if name.endswith("_text"):
        return tuple(text for part in parts for text in _told(part[name]))
    return np.concatenate([part[name] for part in parts])
