"""Open nodes of the search, and the crowd of candidates that a batch of them has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matchmaker.engine.types import Bools, Floats, Ints


@dataclass
class Nodes:
    """Open nodes of one size: ``bound`` (N,), ``team`` (N, k) suppliers in, ``allowed`` (N, n) who may still join."""

    bound: Floats
    team: Ints
    allowed: Bools

    def take(self, rows: Ints | Bools) -> Nodes:
        return Nodes(self.bound[rows], self.team[rows], self.allowed[rows])

    def joined(self, other: Nodes) -> Nodes:
        return Nodes(
            np.append(self.bound, other.bound),
            np.concatenate([self.team, other.team]),
            np.concatenate([self.allowed, other.allowed]),
        )


@dataclass
class Crowd:
    """The nodes of one batch with their candidates side by side: ``who`` (N, c) suppliers and ``reached`` (N, c), the
    bound on packages with each of them, -inf where the row is shorter than the widest; ``paired`` (N, c) points of the
    pairs between the team and each of them; ``extra`` (N, c) what each adds at the dual prices, once that is known.
    """

    team: Ints
    opened: Bools
    anchors: Floats
    joint: Floats
    who: Ints
    reached: Floats
    paired: Floats
    extra: Floats

    @property
    def real(self) -> Bools:
        return self.reached > -np.inf

    def narrowed(self, alive: Bools) -> Crowd:
        """Only the candidates ``alive`` (N, c), moved to the left, and only the nodes that still have one."""
        count = alive.sum(axis=1)
        rows, width = np.flatnonzero(count), int(count.max(initial=0))
        flat = np.flatnonzero(alive)
        count = count[rows]
        places = np.arange(len(flat)) + np.repeat(np.arange(len(rows)) * width - np.cumsum(count) + count, count)
        shape = (len(rows), width)

        def moved(values: Floats | Ints, empty: float) -> np.ndarray:
            left = np.full(len(rows) * width, empty, dtype=values.dtype)
            left[places] = values.ravel()[flat]
            return left.reshape(shape)

        return Crowd(
            self.team[rows],
            self.opened[rows],
            self.anchors[rows],
            self.joint[rows],
            moved(self.who, 0),
            moved(self.reached, -np.inf),
            moved(self.paired, 0.0),
            moved(self.extra, 0.0),
        )


def masks(covers: Bools) -> np.ndarray:
    """(n, W) the slots of ``covers`` (n, R) as bits of as many 64-bit words as it takes."""
    bits = np.packbits(covers, axis=1)
    whole = np.zeros((len(bits), -(-bits.shape[1] // 8) * 8), dtype=np.uint8)
    whole[:, : bits.shape[1]] = bits
    return whole.view(np.uint64)
