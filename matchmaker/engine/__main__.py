"""``python -m matchmaker.engine CASE.json``: replay a case file and print the result as canonical JSON.

A gzipped case works too. Exit 0: replayed; 2: the case is not valid, with the reason as JSON on standard error.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

from matchmaker.engine.cases import canonical, replay
from matchmaker.engine.errors import CaseInvalid, EngineError

USAGE = "usage: python -m matchmaker.engine CASE.json"
GZIP = b"\x1f\x8b"


def read(path: Path) -> object:
    """The JSON of a file. Raises CaseInvalid where it is none."""
    try:
        raw = path.read_bytes()
        return json.loads(gzip.decompress(raw) if raw.startswith(GZIP) else raw)
    except OSError as error:
        raise CaseInvalid(field="file", because=str(error)) from error
    except (ValueError, EOFError) as error:
        raise CaseInvalid(field="json", because=str(error)) from error


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print(USAGE, file=sys.stderr)
        return 2
    try:
        answer = canonical(replay(read(Path(arguments[0]))))
    except EngineError as error:
        print(json.dumps({"error": error.code, **error.detail}, ensure_ascii=False, default=str), file=sys.stderr)
        return 2
    sys.stdout.write(answer)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
