"""What docs/security.md points to exists, and every chapter of the standard has its row."""

from __future__ import annotations

import re

import pytest
from django.conf import settings

TEXT = (settings.BASE_DIR / "docs" / "security.md").read_text("utf-8")
ROOTS = ("", "matchmaker", "tests/accounts")


@pytest.mark.parametrize("named", sorted(set(re.findall(r"`((?:[a-z0-9_-]+/)*[a-z0-9_-]+\.(?:py|csv|md))`", TEXT))))
def test_a_file_that_is_named_exists(named: str) -> None:
    found = [root for root in ROOTS if (settings.BASE_DIR / root / named).exists()]
    assert found or list((settings.BASE_DIR / "matchmaker").rglob(named)), named


def test_every_chapter_is_answered() -> None:
    rows = re.findall(r"(?m)^\| V(\d+) [^|]+\|([^|]+)\|([^|]+)\|$", TEXT)
    assert [int(number) for number, *_rest in rows] == list(range(1, 18))
    assert all(met.strip() for _number, met, _not in rows)
