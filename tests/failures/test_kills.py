"""kill -9 at random points of a re-match, of deliveries and of an import: all is done in the end, nothing twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable

from tests.failures.stack import Stack, children
from tests.failures.table import FULL, tell

KILLS = 100 if FULL else 4
NEEDS, LETTERS, OFFERS = (800, 4000, 9000) if FULL else (12, 20, 100)
A_WHOLE_WORKER = 0.1  # the share of kills that take the whole worker, the others take one of its processes


def test_nothing_is_lost_or_doubled_by_kills_at_random_points(stack: Callable[..., Stack]) -> None:
    site = stack()
    work = site.inside("fill", needs=NEEDS, letters=LETTERS, offers=OFFERS)
    site.beat()
    killed = Killer(site, random.Random(20)).until_done(KILLS)
    assert killed.kills >= (KILLS if FULL else 1)  # a small run may be done before all of them
    runs = site.ask("SELECT need_id, status, count(*) FROM matching_matchrun GROUP BY need_id, status")
    done = sum(count for _, status, count in runs if status == "done")
    twice = site.ask(
        "SELECT need_id FROM matching_matchrun WHERE status = 'done' GROUP BY need_id, need_version, trigger"
        " HAVING count(*) > 1"
    )
    packages = site.ask("SELECT run_id, position FROM matching_package GROUP BY run_id, position HAVING count(*) > 1")
    tell(
        "worker, in a re-match", kills=killed.by["matching"], work=work["runs"],
        lost=work["runs"] - done, doubled=len(twice) + len(packages),
    )  # fmt: skip
    sent, letters = site.counts("notifications_delivery")["sent"], site.letters()
    again = sum(count - 1 for count in letters.values())
    tell(
        "worker, in a delivery", kills=killed.by["letters"], work=work["letters"],
        lost=work["letters"] - len(letters), doubled=len(letters) - work["letters"],
        note=f"{again} handed to the mail server again under the same Message-ID" if again else "",
    )  # fmt: skip
    offers = site.ask("SELECT title, count(*) FROM suppliers_offer WHERE title LIKE '들여온 %' GROUP BY title")
    tell(
        "worker, in an import", kills=killed.by["import"], work=work["offers"],
        lost=work["offers"] - len(offers), doubled=sum(count - 1 for _, count in offers),
    )  # fmt: skip
    tell(
        "all kills of this run", kills=killed.kills, work=sum(work.values()),
        lost=sum(work.values()) - done - len(letters) - len(offers), doubled=len(twice),
        note=f"{killed.whole} took the whole worker",
    )  # fmt: skip
    assert (done, sent, len(offers)) == (work["runs"], work["letters"], work["offers"])
    assert not twice
    assert not packages
    assert all(count == 1 for _, count in offers)
    assert again <= killed.kills


class Killer:
    """Kills processes of a worker at random moments and starts a new worker where none is left."""

    def __init__(self, site: Stack, luck: random.Random) -> None:
        self.site, self.luck, self.kills, self.whole = site, luck, 0, 0
        self.by = {"matching": 0, "letters": 0, "import": 0}
        self._seen = 0
        self.worker: subprocess.Popen[bytes] = site.worker()

    def until_done(self, kills: int, patience: float = 2400.0) -> Killer:
        """Goes on killing up to ``kills`` times, then lets the work end."""
        limit = time.monotonic() + patience
        while self._left():
            assert time.monotonic() < limit, f"not done: {self._left()}"
            ended = self._ended()
            if self.kills < kills and ended != self._seen and (pids := children(self.worker.pid)):
                time.sleep(self.luck.uniform(0.0, 0.15))
                self._kill(pids)
                self._seen = self._ended()
            if self.worker.poll() is not None:
                self.site.end(self.worker)
                self.worker = self.site.worker()
            time.sleep(self.luck.uniform(0.02, 0.1))
        return self

    def _ended(self) -> int:
        """How much is done: the next kill waits until some work has ended since the last, so that it meets work."""
        rows = "SELECT count(*) FROM matching_matchrun WHERE status = 'done'"
        letters = "SELECT count(*) FROM notifications_delivery WHERE status = 'sent'"
        return sum(int(self.site.ask(statement)[0][0]) for statement in (rows, letters))

    def _left(self) -> dict[str, int]:
        tables = {"matching": "matching_matchrun", "letters": "notifications_delivery", "import": "jobs_job"}
        found = {name: self.site.counts(table) for name, table in tables.items()}
        busy = {name: sum(n for status, n in one.items() if status in UNFINISHED) for name, one in found.items()}
        return {name: count for name, count in busy.items() if count}

    def _kill(self, pids: list[int]) -> None:
        for name in self._left():
            self.by[name] += 1
        self.kills += 1
        if self.luck.random() < A_WHOLE_WORKER:
            self.whole += 1
            self.site.end(self.worker)
            self.worker = self.site.worker()
            return
        try:
            os.kill(self.luck.choice(pids), signal.SIGKILL)
        except ProcessLookupError:
            self.kills -= 1


UNFINISHED = ("queued", "running", "sending")
