"""The tables of who gets what: pages, doors (log-in, keys), API. One column a role, one row an address and method."""

from __future__ import annotations

import copy
import csv
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

PAGES = Path(__file__).with_name("access_matrix.csv")
DOORS = Path(__file__).with_name("doors_matrix.csv")
API = Path(__file__).with_name("api_matrix.csv")
PEOPLE = (
    "anonymous", "stranger", "sme", "sme_viewer", "other_sme", "supplier", "supplier_viewer", "rival", "administrator",
    "regional", "elsewhere", "analyst",
)  # fmt: skip


def rows(table: Path) -> list[dict[str, str]]:
    with table.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def listed(table: Path) -> set[tuple[str, str]]:
    """Addresses and methods that the table answers for; each once."""
    found = [tuple(list(row.values())[:2]) for row in rows(table)]
    assert len(found) == len(set(found)), table.name
    return set(found)  # type: ignore[arg-type]


def record(table: Path, found: list[dict[str, str]]) -> None:
    """Write what was measured; whoever does that reads the difference line by line before it is committed."""
    with table.open("w", encoding="utf-8", newline="") as stream:
        out = csv.DictWriter(stream, list(found[0]), lineterminator="\n")
        out.writeheader()
        out.writerows(found)


def plain(status: int) -> Callable[..., HttpResponse]:
    return lambda *_what, **_how: HttpResponse(status=status)


@pytest.fixture
def quick_refusals(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Two thirds of all answers are refusals: here they come without their page and without a line in the log."""
    monkeypatch.setattr("matchmaker.urls.handler404", plain(404), raising=False)
    monkeypatch.setattr("matchmaker.lib.middleware.render", plain(405))
    caplog.set_level(logging.ERROR, logger="django.request")


def asked(client: Client, method: str, path: str) -> HttpResponse:
    """The answer; what the request wrote is undone, in the database and among the cookies."""
    kept = copy.deepcopy(client.cookies)
    with transaction.atomic():
        answer = client.get(path) if method == "GET" else client.post(path, {})
        transaction.set_rollback(True)
    client.cookies = kept
    return answer


def told(answer: HttpResponse) -> str:
    """The status, or "login" or "join" where the answer leads to those pages."""
    to = answer.url if answer.status_code == 302 else ""
    if to.startswith("/organisation/join/?next="):
        return "join"
    return "login" if to.startswith("/accounts/login/") else str(answer.status_code)
