"""The cube as it is kept: a few columns of small numbers, packed. A year of a big market stays in megabytes."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np

from matchmaker.coverage.models import GapCube, GapSnapshot
from matchmaker.engine.gap_cube import AXES, Cube
from matchmaker.engine.types import Floats, Ints

TYPES = {"code": np.int16, "region": np.int8, "industry": np.int8, "level": np.int8}
PARTS = {"demand": np.float32, "answers": np.float32, "gap": np.float32, "proven": np.uint16}


@dataclass(frozen=True)
class Kept:
    """A day's cube with the names that its indices stand for, and the whole planes (C, G) of supply beneath it."""

    cube: Cube
    codes: tuple[str, ...]
    regions: tuple[str, ...]
    industries: tuple[str, ...]
    answers: Floats
    suppliers: Ints


def packed(kept: Kept) -> bytes:
    columns: dict[str, np.ndarray] = {
        name: getattr(kept.cube, name).astype(kind) for name, kind in {**TYPES, **PARTS}.items()
    }
    for name in ("codes", "regions", "industries"):
        columns[name] = np.array(getattr(kept, name), dtype=np.str_)
    columns["plane"], columns["reach"] = kept.answers.astype(np.float32), kept.suppliers.astype(np.uint16)
    out = io.BytesIO()
    np.savez_compressed(out, **columns)  # type: ignore[arg-type]
    return out.getvalue()


def unpacked(data: bytes) -> Kept:
    with np.load(io.BytesIO(data), allow_pickle=False) as found:
        axes = {name: found[name].astype(np.int64) for name in AXES}
        parts = {name: found[name].astype(np.int64 if name == "proven" else np.float64) for name in PARTS}
        names = {name: tuple(str(one) for one in found[name]) for name in ("codes", "regions", "industries")}
        answers, suppliers = found["plane"].astype(np.float64), found["reach"].astype(np.int64)
    return Kept(Cube(**axes, **parts), **names, answers=answers, suppliers=suppliers)


def cube_of(snapshot: GapSnapshot) -> Kept | None:
    """The cube of that day; one query. None where it was counted before cubes were kept."""
    row = GapCube.objects.filter(snapshot=snapshot).first()
    return unpacked(bytes(row.data)) if row else None
