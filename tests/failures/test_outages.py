"""Redis goes away, is emptied; PostgreSQL starts anew: people read pages meanwhile, and no work is lost."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from tests.failures.servers import until
from tests.failures.stack import LEASE, Stack
from tests.failures.table import FULL, tell
from tests.failures.visitors import Answer, Crowd, Visitor

AWAY = 60.0 if FULL else 4.0
NEEDS, LETTERS = (120, 300) if FULL else (12, 30)
PEOPLE = 4
# PostgreSQL stays away for longer than the leases of the letters that are out.
STOPPED = 1.5 * LEASE if FULL else 0.0


def reader(email: str) -> Callable[[Visitor], None]:
    """Opens pages of an SME, marks all as read, and asks to search again, which writes a row and wakes a worker."""

    def walk(visitor: Visitor) -> None:
        if "sessionid" not in visitor.cookies:
            visitor.log_in(email)
        for path in ("/inbox/", "/"):
            visitor.get(path)
        visitor.post("/inbox/read/")
        if found := re.search(r"/needs/\d+/", visitor.get("/needs/").body):
            visitor.post(f"{found[0]}run/")
        time.sleep(0.05)

    return walk


def people(site: Stack) -> Crowd:
    return Crowd(site.base.removeprefix("http://"), [reader(f"sme-{at:03}@example.com") for at in range(2, 2 + PEOPLE)])


def unfinished(site: Stack) -> int:
    runs, letters = site.counts("matching_matchrun"), site.counts("notifications_delivery")
    return sum((runs + letters)[name] for name in ("queued", "running", "sending"))


def asked_for(site: Stack) -> int:
    """What was queued before the outage and is not done; people go on asking for more all the time."""
    letters = site.counts("notifications_delivery")
    runs = site.ask(
        "SELECT count(*) FROM matching_matchrun WHERE trigger = 'nightly' AND status IN ('queued', 'running')"
    )
    return int(runs[0][0]) + letters["queued"] + letters["sending"]


def lost(site: Stack, failed: int = 0) -> int:
    """Runs that were asked for and not done, but for those ``failed`` on purpose, and letters that did not go out."""
    runs, letters = site.counts("matching_matchrun"), site.counts("notifications_delivery")
    gone = letters["sent"] + letters["bundled"]  # these went out in a digest
    return sum(runs.values()) - runs["done"] - failed + sum(letters.values()) - gone


def doubled(site: Stack) -> int:
    again = sum(count - 1 for count in site.letters().values())
    more = "SELECT count(*) - count(DISTINCT (need_id, need_version)) FROM matching_matchrun"
    return again + site.ask(f"{more} WHERE status = 'done' AND trigger = 'nightly'")[0][0]


def failed(answers: list[Answer], *, also: tuple[int, ...] = ()) -> list[Answer]:
    return [answer for answer in answers if answer.status not in (200, 302, *also)]


def test_redis_away_and_emptied_under_load_loses_nothing_and_fails_no_page(stack: Callable[..., Stack]) -> None:
    site = stack()
    site.web()
    site.beat()
    site.worker()
    crowd = people(site).start()
    work = site.inside("fill", needs=NEEDS, letters=LETTERS)
    until(lambda: site.counts("matching_matchrun")["done"] > 0, "the first run")
    site.broker.kill()
    start = time.monotonic()
    more = site.inside("queue_letters", count=10, key="while away")
    until(lambda: time.monotonic() - start > AWAY, "the outage", AWAY + 5)
    site.broker.start()
    until(lambda: asked_for(site) == 0, "the backlog", 600)
    answers = crowd.stop()
    until(lambda: unfinished(site) == 0, "what was asked for last", 600)
    slowest = max(answer.seconds for answer in answers)
    note = f"{AWAY:.0f} s under load: {len(answers)} pages, {len(failed(answers))} failed, slowest {slowest:.2f} s"
    told = {"lost": lost(site), "doubled": doubled(site)}
    tell("Redis, killed and started anew", kills=1, work=work["runs"] + work["letters"] + more, note=note, **told)
    assert not crowd.failures
    assert [(one.path, one.status, one.body[:200]) for one in failed(answers)] == []
    assert told == {"lost": 0, "doubled": 0}

    again = site.inside("queue_letters", count=LETTERS, key="before it is emptied")
    until(lambda: site.counts("notifications_delivery")["sent"] > work["letters"] + more, "some to go")
    site.broker.flush()
    until(lambda: unfinished(site) == 0, "the sweep", 600)
    told = {"lost": lost(site), "doubled": doubled(site)}
    tell("Redis, emptied (FLUSHALL)", kills=1, work=again, **told)
    assert told == {"lost": 0, "doubled": 0}


def test_postgresql_started_anew_fails_pages_kindly_and_for_seconds_only(stack: Callable[..., Stack]) -> None:
    site = stack()
    site.web()
    site.beat()
    site.worker()
    crowd = people(site).start()
    work = site.inside("fill", needs=NEEDS, letters=LETTERS)
    until(lambda: site.counts("matching_matchrun")["done"] > 0, "the first run")
    begin = sum(len(visitor.seen) for visitor in crowd.visitors)
    site.cluster.stop()
    down = time.monotonic()
    until(lambda: any(answer.status == 503 for v in crowd.visitors for answer in v.seen), "a page that fails")
    until(lambda: time.monotonic() - down > STOPPED, "the outage", STOPPED + 5)
    site.cluster.start()
    up = time.monotonic()
    seen = [len(visitor.seen) for visitor in crowd.visitors]
    until(lambda: all(_well_again(v.seen[at:]) for v, at in zip(crowd.visitors, seen, strict=True)), "pages again")
    well = time.monotonic() - up
    until(lambda: asked_for(site) == 0, "the workers", 600)
    answers = crowd.stop()
    until(lambda: unfinished(site) == 0, "what was asked for last", 600)
    kind = [answer for answer in answers if answer.status == 503]
    note = (
        f"down {up - down:.1f} s, pages well {well:.1f} s later; {len(kind)} of {len(answers) - begin} kindly refused"
    )
    told = {"lost": lost(site), "doubled": doubled(site)}
    tell("PostgreSQL, stopped and started", kills=1, work=work["runs"] + work["letters"], note=note, **told)
    assert not crowd.failures
    assert [(one.path, one.status, one.body[:200]) for one in failed(answers, also=(503,))] == []
    assert all("잠깐만 기다려 주세요" in answer.body for answer in kind)
    assert told == {"lost": 0, "doubled": 0}


def _well_again(answers: list[Answer]) -> bool:
    """The last three were good."""
    return len(answers) >= 3 and all(answer.status in (200, 302) for answer in answers[-3:])
