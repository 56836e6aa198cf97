"""A known hole in a pinned package fails the lint; a service out of reach is told, and fails only if asked."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

WHOLE = {"name": "django", "version": "5.2.1", "vulns": []}
HOLED = {"name": "celery", "version": "5.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["5.6"], "aliases": []}]}
OPEN = {"name": "redis", "version": "1.0", "vulns": [{"id": "PYSEC-2", "fix_versions": [], "aliases": []}]}
SILENT = {"name": "scipy", "skip_reason": "not found"}


def audited(monkeypatch: pytest.MonkeyPatch, said: Any, **options: Any) -> str:
    text, out = said if isinstance(said, str) else json.dumps({"dependencies": said, "fixes": []}), io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    call_command("audit_pins", stdout=out, **options)
    return out.getvalue()


def test_whole_packages_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "no known hole in any of 1 packages" in audited(monkeypatch, [WHOLE], strict=True)


def test_a_hole_fails_and_says_what_mends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError) as failed:
        audited(monkeypatch, [WHOLE, HOLED, OPEN])
    assert str(failed.value).splitlines() == [
        "celery 5.0: PYSEC-1, mended in 5.6",
        "redis 1.0: PYSEC-2, mended in no version yet",
    ]


def test_a_package_that_nothing_is_known_about_fails_while_others_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="scipy: nothing could be learnt"):
        audited(monkeypatch, [WHOLE, SILENT])


@pytest.mark.parametrize("said", [[SILENT], "", "no connection", "{}"])
def test_a_service_out_of_reach_is_told_and_fails_only_where_it_must_not(
    monkeypatch: pytest.MonkeyPatch, said: Any
) -> None:
    assert "NOT looked for" in audited(monkeypatch, said)
    with pytest.raises(CommandError, match="NOT looked for"):
        audited(monkeypatch, said, strict=True)
