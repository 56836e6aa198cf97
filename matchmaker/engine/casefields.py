"""Reading a case file field by field, so that a broken one is refused with the name of what is wrong."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from matchmaker.engine.errors import CaseInvalid


@dataclass(frozen=True)
class Fields:
    """A JSON object and the path to it. Every reader raises CaseInvalid with the full name of the field."""

    data: Any
    path: str

    def __post_init__(self) -> None:
        if not isinstance(self.data, dict):
            raise CaseInvalid(field=self.path, expected="object")

    def get(self, name: str) -> Any:
        if name not in self.data:
            raise CaseInvalid(field=f"{self.path}.{name}", expected="present")
        return self.data[name]

    def _as(self, name: str, kinds: tuple[type, ...], expected: str) -> Any:
        value = self.get(name)
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise CaseInvalid(field=f"{self.path}.{name}", expected=expected)
        return value

    def inside(self, name: str) -> Fields:
        return Fields(self.get(name), f"{self.path}.{name}")

    def rows(self, name: str) -> list[Fields]:
        return [Fields(row, f"{self.path}.{name}[{n}]") for n, row in enumerate(self._as(name, (list,), "list"))]

    def text(self, name: str) -> str:
        return self._as(name, (str,), "text")

    def flag(self, name: str) -> bool:
        return self._as(name, (bool,), "true or false")

    def number(self, name: str) -> float:
        value = self._as(name, (int, float), "number")
        if not math.isfinite(value):
            raise CaseInvalid(field=f"{self.path}.{name}", expected="finite number")
        return value

    def maybe_text(self, name: str) -> str | None:
        return None if self.get(name) is None else self.text(name)

    def maybe_number(self, name: str) -> float | None:
        return None if self.get(name) is None else self.number(name)

    def maybe_whole(self, name: str) -> int | None:
        value = self.maybe_number(name)
        return None if value is None else int(value)

    def texts(self, name: str) -> tuple[str, ...]:
        values = self._as(name, (list,), "list of texts")
        if not all(isinstance(value, str) for value in values):
            raise CaseInvalid(field=f"{self.path}.{name}", expected="list of texts")
        return tuple(values)

    def wholes(self, name: str) -> tuple[int, ...]:
        values = self._as(name, (list,), "list of whole numbers")
        if not all(isinstance(value, int) and not isinstance(value, bool) for value in values):
            raise CaseInvalid(field=f"{self.path}.{name}", expected="list of whole numbers")
        return tuple(values)

    def array(self, name: str, kind: DTypeLike, shape: tuple[int, ...]) -> NDArray[Any]:
        """An array of this shape (-1: any length)."""
        values = self._as(name, (list,), "list")
        try:
            found = np.array(values, dtype=kind)
            found = found.reshape(shape) if not len(values) else found
        except (TypeError, ValueError, OverflowError) as error:
            raise CaseInvalid(field=f"{self.path}.{name}", expected="numbers") from error
        if not np.isfinite(found).all():
            raise CaseInvalid(field=f"{self.path}.{name}", expected="finite numbers")
        fits = found.ndim == len(shape) and all(b in (-1, a) for a, b in zip(found.shape, shape, strict=True))
        if not fits:
            raise CaseInvalid(field=f"{self.path}.{name}", expected=list(shape), found=list(found.shape))
        return found

    def among(self, name: str, codes: tuple[str, ...]) -> int:
        """The place of a code in its list."""
        value = self.text(name)
        if value not in codes:
            raise CaseInvalid(field=f"{self.path}.{name}", unknown=[value])
        return codes.index(value)

    def row_of(self, name: str, place: dict[float, int]) -> int:
        return self.placed(self.number(name), place)

    def placed(self, key: float, place: dict[float, int]) -> int:
        if key not in place:
            raise CaseInvalid(field=self.path, unknown_supplier=key)
        return place[key]


def codes_of(flags: NDArray[np.bool_], codes: tuple[str, ...]) -> list[str]:
    return [codes[place] for place in np.flatnonzero(flags)]


def numbers(rows: list[Fields], name: str, kind: DTypeLike) -> NDArray[Any]:
    return np.array([row.number(name) for row in rows], dtype=kind)


def table(rows: Iterable[Fields], name: str, codes: tuple[str, ...]) -> NDArray[np.bool_]:
    """(N, K) bool from lists of codes."""
    rows = list(rows)
    found = np.zeros((len(rows), len(codes)), dtype=bool)
    place = {code: column for column, code in enumerate(codes)}
    for number, row in enumerate(rows):
        for code in row.texts(name):
            if code not in place:
                raise CaseInvalid(field=f"{row.path}.{name}", unknown=[code])
            found[number, place[code]] = True
    return found
