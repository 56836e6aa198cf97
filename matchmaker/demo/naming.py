"""Names and business numbers of firms that do not exist: tax office 999 is in nobody's use."""

from __future__ import annotations

import csv
import random
from pathlib import Path

from matchmaker.lib.korea import WEIGHTS

DATA = Path(__file__).resolve().parent / "data"
COMPANY, PERSON = "81", "10"


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def words(part: str) -> list[str]:
    return next(row["words"].split(";") for row in rows("names") if row["part"] == part)


def simulated_number(serial: int, *, kind: str = COMPANY) -> str:
    """A business number of tax office 999 with a right check digit."""
    nine = f"999{kind}{serial:04d}"
    total = sum(int(digit) * weight for digit, weight in zip(nine, WEIGHTS, strict=True)) + int(nine[8]) * 5 // 10
    return nine + str((10 - total % 10) % 10)


class Names:
    """Deals names of two parts, none twice."""

    def __init__(self, rng: random.Random) -> None:
        self._rng, self._heads, self._given = rng, words("head"), set()

    def deal(self, tails: list[str]) -> str:
        for _ in range(200):
            name = self._rng.choice(self._heads) + self._rng.choice(tails)
            if name not in self._given:
                break
        else:
            name = f"{name} {len(self._given)}"
        self._given.add(name)
        return name
