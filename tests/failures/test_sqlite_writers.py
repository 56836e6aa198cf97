"""Embedded on SQLite: eight people write at once while all needs are matched anew, and nobody hears of a lock."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.failures.servers import until
from tests.failures.table import FULL, tell
from tests.failures.visitors import Crowd, Visitor, quantile
from tests.journeys.site import Site

WRITERS = 8
NEEDS, FIRMS, SUPPLIERS = (120, 40, 300) if FULL else (16, 20, 60)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    one = Site(tmp_path)
    try:
        one.prepare(suppliers=SUPPLIERS, firms=FIRMS, needs=NEEDS)
        yield one
    finally:
        one.remove()


def writer(email: str) -> Callable[[Visitor], None]:
    """Changes what a firm wants to be told, again and again: every press writes."""

    def walk(visitor: Visitor) -> None:
        if "sessionid" not in visitor.cookies:
            visitor.log_in(email)
        visitor.post("/inbox/read/")
        visitor.post("/i18n/setlang/", language="ko", next="/")
        visitor.get("/needs/")

    return walk


def test_eight_writers_during_a_rematch_of_all_needs_hear_of_no_lock(site: Site) -> None:
    site.start()
    people = [f"sme-{at:03}@example.com" for at in range(2, 2 + WRITERS)]
    crowd = Crowd(site.base.removeprefix("http://"), [writer(email) for email in people]).start()
    needs = owe_all(site)
    until(lambda: count(site, "status = 'done' AND trigger = 'nightly'") >= needs, "all runs", 900)
    answers = crowd.stop()
    bad = [answer for answer in answers if answer.status not in (200, 302)]
    locked = site.log().count("database is locked")
    writes = [answer.seconds for answer in answers if answer.path.startswith("/inbox/")]
    note = (
        f"{len(answers)} pages, {len(bad)} failed, {locked} locks in the log; writes p99 {quantile(writes, 0.99):.2f} s"
    )
    lost = count(site, "status = 'failed'")
    tell("SQLite, eight writers in a re-match of all needs", kills=0, work=needs, lost=lost, doubled=0, note=note)
    assert not crowd.failures
    assert not bad, bad[:3]
    assert locked == 0
    assert lost == 0


def owe_all(site: Site) -> int:
    """A full run is owed to every need that was answered; how many."""
    return int(site.inside("owe_all")["owed"])


def count(site: Site, which: str) -> int:
    path = site.folder / "matchmaker.sqlite3"
    for _ in range(50):
        try:
            with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20) as connection:
                return int(connection.execute(f"SELECT count(*) FROM matching_matchrun WHERE {which}").fetchone()[0])
        except sqlite3.OperationalError:
            time.sleep(0.05)
    raise AssertionError("the database could not be read")
