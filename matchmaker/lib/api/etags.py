"""The state of a row as one word: whoever writes says which state was read."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from rest_framework.utils.encoders import JSONEncoder

from matchmaker.lib.api.problems import Problem


def etag_of(shown: Any) -> str:
    """A strong tag over everything the reader was shown."""
    told = json.dumps(shown, cls=JSONEncoder, sort_keys=True, ensure_ascii=False)
    return f'"{sha256(told.encode()).hexdigest()[:32]}"'


def must_match(header: str | None, etag: str) -> None:
    """Raises 412 unless the state that the writer saw is the present one; ``*`` means whatever it is."""
    given = [one.strip() for one in (header or "").split(",")]
    if "*" not in given and etag not in given:
        raise Problem(412, ETag=etag)
