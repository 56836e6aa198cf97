"""``python -m benchmarks.rematch [--quick]``: a night of re-matching and one changed offer, on PostgreSQL and Redis.

Servers of its own on free ports, in folders that are removed; real Celery workers. Wall seconds, with the workers' CPU
seconds beside them where others may share the machine. Writes ``var/bench/rematch.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.ranking import Row, row, table
from tests.failures.servers import Broker, Cluster, until

OUTPUT = Path("var/bench/rematch.json")
SUPPLIERS, NEEDS = 10_000, 10_000
QUICK_SUPPLIERS, QUICK_NEEDS = 1_000, 1_000
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Night:
    """How one night went: wall and CPU seconds, what the parts spent time on, the most memory of a worker process."""

    wall: float
    cpu: float
    needs: int
    changed: int
    spent: Counter[str] = field(default_factory=Counter)
    memory: float = 0.0


def cpu_of(pids: list[int]) -> float:
    used = 0.0
    for pid in pids:
        told = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        used += (int(told[11]) + int(told[12])) / TICKS
    return used


def memory_of(pids: list[int]) -> float:
    """GB, the most that any of the processes ever held."""
    lines = [line for pid in pids for line in Path(f"/proc/{pid}/status").read_text().splitlines()]
    return max((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), default=0) / 1e6


class Bench:
    def __init__(self, folder: Path, cluster: Cluster, broker: Broker) -> None:
        from tests.failures.stack import Stack

        self.site = Stack(folder, cluster, broker, "rematch", LEASE_SECONDS="300")

    def fill(self, suppliers: int, needs: int) -> float:
        from django.core.management import call_command

        from benchmarks.rematch_market import fill_market, fill_needs, set_sequences

        start = time.perf_counter()
        call_command("migrate", verbosity=0)
        call_command("load_reference", verbosity=0)
        fill_market(suppliers)
        fill_needs(needs, suppliers)
        set_sequences()
        return time.perf_counter() - start

    def workers(self, number: int) -> list[int]:
        """A worker with so many processes, once it answers; their pids."""
        from matchmaker.celery import app
        from tests.failures.stack import children

        for process in list(self.site.processes):
            self.site.end(process)
        self.site.broker.flush()
        process = self.site.worker(processes=number)
        until(lambda: app.control.ping(timeout=0.5), "a worker", 120)
        return until(lambda: pids if len(pids := children(process.pid)) == number else [], "its processes")

    def night(self, pids: list[int], *, anew: bool) -> Night:
        """Every open need ranked and written. ``anew``: as if nothing had ever been written."""
        from django.utils import timezone

        from matchmaker.matching.models import RankingPart, Shortlist
        from matchmaker.matching.nights import night_begin
        from matchmaker.matching.tasks import rank_part

        RankingPart.objects.all().delete()
        if anew:
            Shortlist.objects.all().delete()
        used, start, begun = cpu_of(pids), time.perf_counter(), timezone.now()
        for pk in night_begin():
            rank_part.delay(pk)
        until(lambda: not RankingPart.objects.exclude(status="done").exists(), "the night", 900)
        wall = time.perf_counter() - start
        parts = list(RankingPart.objects.all())
        found = Night(wall, cpu_of(pids) - used, sum(p.needs for p in parts), sum(p.changed for p in parts))
        for part in parts:
            found.spent.update(part.spent)
        found.memory = memory_of(pids)
        assert Shortlist.objects.filter(checked_at__gte=begun).count() == found.needs
        return found


def night_rows(bench: Bench, needs: int) -> list[Row]:
    rows: list[Row] = []
    pids = bench.workers(2)
    cold = bench.night(pids, anew=True)
    both = min((bench.night(pids, anew=True) for _ in range(2)), key=lambda one: one.wall)
    same = bench.night(pids, anew=False)
    title = f"{needs:,} needs ranked and written"
    rows.append(row(f"{title}, 2 workers, cold", cold.wall, 15, "s", at_most=True, note=told(cold)))
    rows.append(row(f"{title}, market held", both.wall, 15, "s", at_most=True, note=told(both)))
    rows.append(plain("nothing changed: ranked, none written", same.wall, f"{same.changed} written; {told(same)}"))
    for name in ("load", "filter", "text", "score", "write"):
        rows.append(plain(f"  time of all parts: {name}", both.spent[name], f"s; cold {cold.spent[name]:.2f} s"))
    rows.append(row("memory of a worker process", both.memory, 1.5, "GB", at_most=True, note="the most it ever held"))
    pids = bench.workers(1)
    bench.night(pids, anew=True)
    alone = min((bench.night(pids, anew=True) for _ in range(2)), key=lambda one: one.wall)
    rows.append(row("2 workers over 1, wall", alone.wall / both.wall, 1.8, "x", note=f"1 worker {told(alone)}"))
    rows += linear_rows(bench, pids, needs, alone)
    return rows


def linear_rows(bench: Bench, pids: list[int], needs: int, whole: Night) -> list[Row]:
    """CPU for a quarter, a half and all of the needs; a straight line gives the same a need."""
    from demand.models import Need

    spent = [whole.cpu / needs]
    for share in (2, 4):
        Need.objects.filter(pk__gt=needs // share).update(status="draft")
        part = min((bench.night(pids, anew=True) for _ in range(2)), key=lambda one: one.cpu)
        spent.append(part.cpu / part.needs)
        Need.objects.update(status="checked")
    note = "ms a need for all, a half, a quarter: " + ", ".join(f"{1000 * one:.2f}" for one in spent)
    return [row("CPU a need, all over a quarter", spent[0] / spent[2], 1.25, "x", at_most=True, note=note)]


def told(night: Night) -> str:
    return f"wall {night.wall:.2f} s, CPU {night.cpu:.2f} s"


def plain(name: str, value: float, note: str) -> Row:
    return {"row": name, "value": value, "target": "-", "reached": None, "note": note}


def sql_rows(url: str, sample: int) -> list[Row]:
    """The same filters and formula by SQL over indexed tables, warm, against the bulk ranking of the same needs."""
    os.environ["BENCH_DATABASE_URL"] = url
    from dataclasses import replace

    from benchmarks.ranking_sql import Peer
    from demand.engine_need import engine_needs
    from matchmaker.engine.bulk import rank_all
    from matchmaker.engine.crowd import crowd
    from matchmaker.engine.ranking import prior_ranker
    from matchmaker.engine.retrieval import index_market
    from matchmaker.engine.rules import slots_for
    from matchmaker.matching.market import market_snapshot
    from matchmaker.matching.shortlists import open_needs

    index = index_market(market_snapshot())
    needs = [replace(need, text="") for need in engine_needs(open_needs().filter(pk__lte=2500).order_by("pk"))]
    asked = crowd(tuple(needs), index.taxonomy)
    rank_all(asked, index, prior_ranker(), 10)
    start = time.perf_counter()
    tops = rank_all(asked, index, prior_ranker(), 10)
    ours = (time.perf_counter() - start) / len(needs)
    peer, spent, same, slots_seen = Peer(index), [], 0, 0
    for at, need in enumerate(needs[:sample]):
        slots = slots_for(need, index.taxonomy)
        peer.top_10(need, slots)
        start = time.perf_counter()
        theirs = peer.top_10(need, slots)
        spent.append(time.perf_counter() - start)
        mine = tops.ids[asked.owner == at].tolist()
        same += sum(a == [i for i in b if i >= 0] for a, b in zip(theirs, mine, strict=True))
        slots_seen += len(slots)
    peer.close()
    theirs = statistics.mean(spent)
    note = f"{1000 * theirs:.1f} against {1000 * ours:.2f} ms a need; {same} of {slots_seen} slots have the same ten"
    return [row("the same by SQL, over bulk ranking", theirs / ours, 20, "x", note=note)]


def run_rows(bench: Bench, count: int) -> list[Row]:
    """Full runs with packages by two workers, as the queue does them: rows, then one message that wakes."""
    from demand.models import Need
    from matchmaker.matching.models import MatchRun, Package
    from matchmaker.matching.services import run_request
    from matchmaker.matching.tasks import wake

    bench.workers(2)
    bench.site.beat()
    for need in Need.objects.order_by("pk")[:8]:  # what a worker loads once
        run_request(need=need, trigger="nightly")
    until(lambda: MatchRun.objects.filter(status="done").count() >= 8, "the first runs", 300)
    start = time.perf_counter()
    for need in Need.objects.order_by("-pk")[:count]:
        run_request(need=need, trigger="nightly")
    wake(0)
    until(lambda: not MatchRun.objects.filter(status__in=("queued", "running")).exists(), "the runs", 1800)
    wall = time.perf_counter() - start
    done = MatchRun.objects.filter(status="done").count() - 8
    cards = Package.objects.filter(run__status="done").count() / max(1, done + 8)
    note = f"{done} of {count} done in {wall:.1f} s, {cards:.1f} packages each"
    return [row("full runs with packages, 2 workers", done / wall, 20, "needs/s", note=note), *profile_rows()]


def profile_rows(sample: int = 12) -> list[Row]:
    """Where a full run's time goes, in this process."""
    from demand.engine_need import engine_need
    from demand.models import Need
    from matchmaker.engine.matching import MatchParams, open_matching
    from matchmaker.lib.packed import pack
    from matchmaker.matching import recording
    from matchmaker.matching.exposing import merit_row
    from matchmaker.matching.shortlists import basis_now, shortlist_of
    from matchmaker.matching.states import state_keep

    basis, spent, params = basis_now(), Counter[str](), MatchParams()
    for need in Need.objects.order_by("pk")[100 : 100 + sample]:
        marks = [("", time.process_time())]
        asked = engine_need(need)
        marks.append(("load", time.process_time()))
        matching = open_matching(asked, basis.index, basis.curves, params)
        matching.listed  # noqa: B018  (computed on first use)
        marks.append(("filter, text, score", time.process_time()))
        result = matching.result()
        marks.append(("package", time.process_time()))
        shortlist_of(matching, basis)
        merit_row(matching)
        marks.append(("shortlist, merit", time.process_time()))
        state_keep(basis.index.market)
        pack(recording.case_fields(asked, basis.curves, params, result, {})["result"])
        marks.append(("case file, packed result", time.process_time()))
        for (_, before), (name, after) in pairwise(marks):
            spent[name] += after - before
    return [plain(f"  CPU of a full run: {name}", 1000 * took / sample, "ms a need") for name, took in spent.items()]


def change_rows(bench: Bench, edits: int) -> list[Row]:
    """One offer is edited while beat and workers run: how long until the shortlists it moves are written."""
    from django.utils import timezone

    from matchmaker.matching.models import MatchRun, Shortlist, Watermark
    from suppliers.models import Offer

    until(lambda: Watermark.objects.filter(lease_until__isnull=True).exists(), "the watch", 60)
    took, moved = [], []
    for at in range(edits + 2):  # the first two find the workers' watches cold
        until(lambda: not MatchRun.objects.filter(status__in=("queued", "running")).exists(), "quiet", 600)
        row_ = Shortlist.objects.exclude(slots=0).order_by("pk")[37 * at + 5]
        offer = int.from_bytes(bytes(row_.offers)[:8], "little", signed=True)
        start, now = time.perf_counter(), timezone.now()
        found = Offer.objects.get(pk=offer)
        cheaper = found.price_typical_krw * 9 // 10
        Offer.objects.filter(pk=offer).update(
            price_typical_krw=cheaper, price_low_krw=min(found.price_low_krw, cheaper), changed_at=now
        )
        until(lambda now=now: Shortlist.objects.filter(changed_at__gt=now).exists(), "new shortlists", 120)
        took.append(time.perf_counter() - start)
        moved.append(Shortlist.objects.filter(changed_at__gt=now).count())
    warm = took[2:]
    note = (
        f"worst {max(warm):.2f} s, cold {max(took[:2]):.2f} s; {statistics.median(moved):.0f} needs' shortlists moved"
    )
    return [row("one changed offer to new shortlists", statistics.median(warm), 2, "s", at_most=True, note=note)]


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--quick", action="store_true", help="a tenth of the size")
    quick = reader.parse_args().quick
    suppliers, needs = (QUICK_SUPPLIERS, QUICK_NEEDS) if quick else (SUPPLIERS, NEEDS)
    start, cluster, broker = time.perf_counter(), Cluster(), Broker()
    try:
        with tempfile.TemporaryDirectory(prefix="matchmaker-bench-") as folder:
            rows = measured(Path(folder), cluster, broker, suppliers, needs, quick=quick)
    finally:
        broker.remove()
        cluster.remove()
    print(table(rows))
    seconds = time.perf_counter() - start
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    told_of: dict[str, Any] = {"quick": quick, "seconds": seconds, "rows": rows}
    OUTPUT.write_text(json.dumps(told_of, indent=1), encoding="utf-8")
    print(f"load average now {os.getloadavg()[0]:.1f}; {seconds:.0f} s, written to {OUTPUT}")
    return 0


def measured(folder: Path, cluster: Cluster, broker: Broker, suppliers: int, needs: int, *, quick: bool) -> list[Row]:
    cluster.create("rematch")
    os.environ |= {"DATABASE_URL": cluster.url("rematch"), "REDIS_URL": broker.url, "MATCHMAKER_VAR": str(folder)}
    os.environ |= {"DJANGO_SETTINGS_MODULE": "matchmaker.settings", "OMP_NUM_THREADS": "1"}
    import django

    django.setup()
    bench = Bench(folder, cluster, broker)
    try:
        took = bench.fill(suppliers, needs)
        print(f"{suppliers:,} suppliers, {4 * suppliers:,} offers, {needs:,} needs in {took:.0f} s", file=sys.stderr)
        rows = night_rows(bench, needs)
        rows += sql_rows(cluster.url("rematch"), 10 if quick else 30)
        rows += run_rows(bench, 60 if quick else 300)
        return rows + change_rows(bench, 4 if quick else 8)
    finally:
        bench.site.remove()


if __name__ == "__main__":
    sys.exit(main())
