"""``python -m benchmarks.web [--quick]``: SMEs, suppliers and administrators at once, on PostgreSQL and Redis.

Servers of its own on free ports; two gunicorn workers (gthread, four threads each). First with pauses between pages
while all needs are matched anew: errors and p99. Once all are, without pauses, and the same against a bare Django page
with as many queries on the same server: pages a second. Loopback only. Writes ``var/bench/web.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from benchmarks.ranking import Row, row, table
from tests.failures.servers import Broker, Cluster, free_port, until
from tests.failures.stack import Stack
from tests.failures.visitors import Answer, Crowd, Visitor, quantile

OUTPUT = Path("var/bench/web.json")
WORKERS, THREADS = 2, 4
PEOPLE = ("sme-002", "sme-003", "sme-004", "supplier-002", "supplier-003", "admin")
OTHERS = ("sme-005", "sme-006")
ROUND = 5  # pages of a journey, about
LINK = r'href="({})"'


@dataclass
class Journey:
    """One person's way; ``pause`` seconds between two pages, on average."""

    who: str
    pause: float

    def __call__(self, visitor: Visitor) -> None:
        visitor.hang_up()  # nobody keeps a line for long, and kept ones may all hang on one of the workers
        if "sessionid" not in visitor.cookies:
            visitor.log_in(f"{self.who}@example.com")
        kind = self.who.split("-")[0]
        {"sme": self.sme, "supplier": self.supplier, "admin": self.administrator}[kind](visitor)

    def sme(self, visitor: Visitor) -> None:
        self.open(visitor, "/")
        need = self.follow(visitor, self.open(visitor, "/needs/"), r"/needs/\d+/")
        if need is not None:
            packages = self.open(visitor, f"{need.path}packages/")
            self.follow(visitor, packages, r"/packages/\d+/")
        self.open(visitor, "/inbox/")

    def supplier(self, visitor: Visitor) -> None:
        self.open(visitor, "/")
        self.follow(visitor, self.open(visitor, "/supply/offers/"), r"/supply/offers/\d+/")
        self.open(visitor, "/supply/standing/")
        self.open(visitor, "/inbox/")

    def administrator(self, visitor: Visitor) -> None:
        for path in ("/programme/", "/programme/firms/", "/programme/gaps/", "/programme/runs/"):
            self.open(visitor, path)

    def open(self, visitor: Visitor, path: str) -> Answer:
        if self.pause:
            time.sleep(random.uniform(0.5, 1.5) * self.pause)
        return visitor.get(path)

    def follow(self, visitor: Visitor, answer: Answer, pattern: str) -> Answer | None:
        found = re.search(LINK.format(pattern), answer.body)
        return self.open(visitor, found[1]) if found else None


def walked(host: str, people: tuple[str, ...], pause: float, seconds: float) -> tuple[list[Answer], float]:
    """What they saw after they had all logged in, and for how long they walked."""
    crowd = Crowd(host, [Journey(who, pause) for who in people]).start()
    until(
        lambda: crowd.failures or all(len(visitor.seen) > 4 for visitor in crowd.visitors), "everybody to log in", 120
    )
    seen = [len(visitor.seen) for visitor in crowd.visitors]
    start = time.perf_counter()
    time.sleep(seconds)
    crowd.stop()
    took = time.perf_counter() - start
    if crowd.failures:
        raise crowd.failures[0]
    return [one for v, at in zip(crowd.visitors, seen, strict=True) for one in v.seen[at:]], took


def queries_of(opened: Counter[str]) -> float:
    """Queries a page, on average over what was opened, asked of the very same pages in this process."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from matchmaker.accounts.models import User

    asked: Counter[str] = Counter()
    clients = {}
    for email in {f"{who}@example.com" for who in PEOPLE + OTHERS}:
        clients[email] = Client()
        clients[email].force_login(
            User.objects.get(email=email), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
    for path in sorted(opened):
        for client in clients.values():
            with CaptureQueriesContext(
                connection,
            ) as caught:
                answer = client.get(path)
            if answer.status_code == 200:
                asked[path] = len(caught)
                break
            if answer.status_code == 302 and path == "/":  # where each is sent on to their own page
                asked[path] = len(caught)
                break
    return sum(asked[path] * opened[path] for path in asked) / max(1, sum(opened[path] for path in asked))


def bare(site_url: str, queries: int, seconds: float) -> float:
    """Pages a second of the bare page under the same server and as many people."""
    port = free_port()
    flags = ["-k", "gthread", "-w", str(WORKERS), "--threads", str(THREADS), "-b", f"127.0.0.1:{port}"]
    command = [sys.executable, "-m", "gunicorn", "benchmarks.bare_site:application", *flags, "--log-level", "error"]
    environment = os.environ | {"DATABASE_URL": site_url, "BARE_QUERIES": str(queries)}
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    host = f"127.0.0.1:{port}"
    try:
        until(lambda: Visitor(host).get("/").status == 200, "the bare page")
        crowd = Crowd(host, [_opens] * len(PEOPLE + OTHERS)).start()
        time.sleep(1.0)
        seen = sum(len(visitor.seen) for visitor in crowd.visitors)
        start = time.perf_counter()
        time.sleep(seconds)
        answers, took = crowd.stop(), time.perf_counter() - start
        assert all(answer.status == 200 for answer in answers)
        return (len(answers) - seen) / took
    finally:
        process.terminate()
        process.wait(timeout=30)


def _opens(visitor: Visitor) -> None:
    """As many pages a line as a journey has."""
    visitor.hang_up()
    for _page in range(ROUND):
        visitor.get("/")


def measured(site: Stack, seconds: float, needs: int) -> list[Row]:
    from matchmaker.matching.choices import UNFINISHED
    from matchmaker.matching.models import MatchRun

    host = site.base.removeprefix("http://")
    site.web(workers=WORKERS, threads=THREADS)
    site.worker(processes=2)
    work = site.inside("fill", needs=needs)["runs"]
    site.beat()
    until(lambda: MatchRun.objects.filter(status="done").count() > 2, "the re-match to begin", 120)
    before = MatchRun.objects.filter(status="done").count()
    answers, took = walked(host, PEOPLE, 0.5, seconds)
    during = MatchRun.objects.filter(status="done").count() - before
    bad = [answer for answer in answers if answer.status not in (200, 302)]
    times = [answer.seconds for answer in answers]
    note = f"{len(answers)} pages by {len(PEOPLE)} people in {took:.0f} s, {during} of {work} needs matched meanwhile"
    rows = [row("errors during a full re-match", len(bad), 0, "", at_most=True, note=note)]
    note = f"median {1000 * quantile(times, 0.5):.0f} ms; slowest pages: {slowest(answers)}"
    rows.append(
        row("p99 of a page during a full re-match", 1000 * quantile(times, 0.99), 500, "ms", at_most=True, note=note)
    )
    until(lambda: not MatchRun.objects.filter(status__in=UNFINISHED).exists(), "the re-match to end", 900)
    for process in list(site.processes)[1:]:
        site.end(process)
    answers, took = walked(host, PEOPLE + OTHERS, 0.0, seconds)
    ours = len(answers) / took
    queries = round(queries_of(Counter(answer.path for answer in answers)))
    theirs = bare(site.environment["DATABASE_URL"], queries, seconds / 2)
    note = f"{ours:.1f} against {theirs:.1f} pages/s, {queries} queries a page, nobody pauses, no re-match"
    rows.append(row("pages/s over a bare Django page", ours / theirs, 0.5, "x", note=note))
    return rows


def slowest(answers: list[Answer]) -> str:
    by: dict[str, list[float]] = {}
    for answer in answers:
        by.setdefault(re.sub(r"\d+", "N", answer.path), []).append(answer.seconds)
    worst = sorted(by.items(), key=lambda one: -quantile(one[1], 0.95))[:3]
    return ", ".join(f"{path} {1000 * quantile(times, 0.95):.0f}" for path, times in worst)


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--quick", action="store_true", help="a smaller market, fewer seconds")
    quick = reader.parse_args().quick
    start, cluster, broker = time.perf_counter(), Cluster(), Broker()
    try:
        with tempfile.TemporaryDirectory(prefix="matchmaker-bench-") as folder:
            rows = prepared(Path(folder), cluster, broker, quick=quick)
    finally:
        broker.remove()
        cluster.remove()
    print(table(rows))
    seconds = time.perf_counter() - start
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    OUTPUT.write_text(json.dumps({"quick": quick, "seconds": seconds, "rows": rows}, indent=1), encoding="utf-8")
    print(f"load average now {os.getloadavg()[0]:.1f}; {seconds:.0f} s, written to {OUTPUT}")
    return 0


def prepared(folder: Path, cluster: Cluster, broker: Broker, *, quick: bool) -> list[Row]:
    cluster.create("web")
    os.environ |= {"DATABASE_URL": cluster.url("web"), "REDIS_URL": broker.url, "MATCHMAKER_VAR": str(folder)}
    os.environ |= {"DJANGO_SETTINGS_MODULE": "matchmaker.settings", "OMP_NUM_THREADS": "1", "COLLECTED_STATIC": "1"}
    import django

    django.setup()
    from django.core.management import call_command

    site = Stack(folder, cluster, broker, "web", LEASE_SECONDS="120")
    try:
        call_command("collectstatic", interactive=False, verbosity=0)
        sizes = (
            {"suppliers": 100, "firms": 30, "needs": 12} if quick else {"suppliers": 1000, "firms": 200, "needs": 60}
        )
        site.prepare(**sizes)
        return measured(site, 8 if quick else 40, 60 if quick else 2000)
    finally:
        site.remove()


if __name__ == "__main__":
    sys.exit(main())
