"""How the search is compiled: at first use, then kept beside these very sources for every process after that.

numba keeps machine code by the file of each function and does not look at the files of what it calls. So the folder
it keeps them in is named by all of these sources: after any change of them nothing old can be found.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import numba

HERE = Path(__file__).parent


def digest(folder: Path = HERE) -> str:
    """Twelve hex digits that name the sources in ``folder`` and the compiler."""
    told = hashlib.sha256(numba.__version__.encode())
    for path in sorted(folder.glob("*.py")):
        told.update(path.name.encode() + path.read_bytes())
    return told.hexdigest()[:12]


def place() -> Path | None:
    """Where machine code may be kept: as ``NUMBA_CACHE_DIR`` says, else beside the sources, else with the user; None:
    nowhere, so that every process compiles for itself.
    """
    given = os.environ.get("NUMBA_CACHE_DIR")
    for base in [Path(given)] if given else [HERE / "__pycache__", *_at_home()]:
        folder = base / f"compiled-{digest()}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return None


def _at_home() -> list[Path]:
    try:
        return [Path.home() / ".cache" / "matchmaker"]
    except RuntimeError:  # a user without a name, as in some containers
        return []


PLACE = place()
numba.config.CACHE_DIR = str(PLACE or "")  # type: ignore[attr-defined]  # numba fills its settings in at run time

# No promise to numba beyond what numpy would do, so that sums come out in the order they are written in; without the
# interpreter's lock, so that a page need not wait for a search in another thread.
compiled = numba.njit(cache=PLACE is not None, nogil=True)
