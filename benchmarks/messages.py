"""``python -m benchmarks.messages [--quick] [--letters N] [--sqlite]``: the outbox under load, to a mail server that
takes everything. Letters a second, how long the oldest waits, what an urgent one waits behind all the others, memory.

On PostgreSQL where one answers (a database of its own, dropped afterwards), else on SQLite. Senders are processes, as
workers are. Writes ``var/bench/messages.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

OUTPUT = Path("var/bench/messages.json")
ORGANISATIONS, MEMBERS = 250, 4
SAMPLES_EVERY = 1.0
GROWTH_MB = 16.0  # what a sender may grow after its first thousand letters


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--letters", type=int, default=50_000)
    parser.add_argument("--senders", type=int, default=2)
    parser.add_argument("--sqlite", action="store_true")
    parser.add_argument("--send", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.send is not None:
        return send(options.send)
    if not options.sqlite and "DATABASE_URL" not in os.environ and postgres_answers():
        command = [
            sys.executable,
            "-m",
            "tests.services",
            "--",
            sys.executable,
            "-m",
            "benchmarks.messages",
            *arguments,
        ]
        return subprocess.run(command, check=False).returncode
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MATCHMAKER_VAR"] = folder
        if options.sqlite:
            os.environ.pop("DATABASE_URL", None)
        setup()
        return measure(2_000 if options.quick else options.letters, options.senders)


def postgres_answers() -> bool:
    from tests.services import server

    try:
        return bool(server())
    except SystemExit:
        return False


def setup() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matchmaker.settings")
    django.setup()


def measure(letters: int, senders: int) -> int:
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    homes = people()
    started, spent = time.perf_counter(), time.process_time()
    wrote = write(homes, letters)
    written, spent = time.perf_counter() - started, time.process_time() - spent
    with mail_sink() as (port, count):
        environment = os.environ | {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(port), "EMAIL_BACKEND": ""}
        environment["EMAIL_BACKEND"] = "matchmaker.notifications.smtp.EmailBackend"
        command = [sys.executable, "-m", "benchmarks.messages", "--send"]
        workers = [
            subprocess.Popen([*command, str(at)], env=environment, stdout=subprocess.PIPE, text=True)
            for at in range(senders)
        ]
        oldest, urgent = watch(homes, workers, wrote)
        told = [json.loads(worker.communicate()[0].splitlines()[-1]) for worker in workers]
    took = max(one["end"] for one in told) - min(one["begin"] for one in told)
    came, different = count()
    rows = [
        ["database", connection.vendor, ""],
        ["messages written a second", wrote / written, "each with its letter, in one transaction a firm"],
        ["a message costs its writer, CPU ms", 1000 * spent / wrote, "as one of its firm's"],
        [f"letters sent a second, {senders} senders", (wrote + 1) / took, f"{wrote + 1} letters in {took:.1f} s"],
        ["a letter costs a sender, CPU ms", sum(one["cpu_ms"] for one in told) / (wrote + 1), "drawn, sent, recorded"],
        ["oldest letter waited at most, s", oldest, "the last of the heap"],
        ["an urgent letter behind them waited, s", urgent, "written when half had gone"],
        ["letters that came / different ones", came, f"{different} different"],
        ["a sender's memory at 1,000 letters, MB", max(one["early"] for one in told), "the larger of the senders"],
        ["a sender's memory at the end, MB", max(one["late"] for one in told), "the larger of the senders"],
    ]
    flat = all(one["late"] - one["early"] <= GROWTH_MB for one in told)
    whole = came == different == wrote + 1
    for name, value, note in rows:
        shown = f"{value:12.1f}" if isinstance(value, float) else f"{value:>12}"
        print(f"{shown}  {name}{f'  ({note})' if note else ''}")
    print(f"memory flat (at most {GROWTH_MB:g} MB more): {'reached' if flat else 'missed'}")
    print(f"every letter once: {'reached' if whole else 'missed'}")
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    OUTPUT.write_text(json.dumps({name: value for name, value, _ in rows}, indent=1))
    return 0 if flat and whole else 1


def people() -> list[Any]:
    """Firms whose people want everything at once, at any hour."""
    from datetime import time as clock

    from matchmaker.accounts.models import Membership, Organisation, User
    from matchmaker.notifications.models import Attention

    homes = Organisation.objects.bulk_create(
        Organisation(kind="demand", name=f"기업 {at}") for at in range(ORGANISATIONS)
    )
    users = User.objects.bulk_create(
        User(email=f"p{at}@example.com", name=f"담당자 {at}", language="ko" if at % 3 else "en", password="!")
        for at in range(ORGANISATIONS * MEMBERS)
    )
    Membership.objects.bulk_create(
        Membership(user=user, organisation=homes[at % ORGANISATIONS]) for at, user in enumerate(users)
    )
    always = {"quiet_from": clock(0), "quiet_until": clock(0), "on_holidays": True, "daily_cap": 30_000}
    Attention.objects.bulk_create(Attention(user=user, **always) for user in users)
    return homes


def write(homes: list[Any], letters: int) -> int:
    """As services do: one call a firm and piece of news."""
    from matchmaker.notifications.services import message_send

    news = {"added": 2, "removed": 1}
    rounds = -(-letters // (ORGANISATIONS * MEMBERS))
    return sum(
        message_send(
            kind="shortlist_changed",
            organisation=home,
            payload=news | {"need": f"{home} {turn}라인 생산실적을 바로 보고 싶어요"},
            url="/needs/1/",
            dedupe_key=f"{turn}:{home.pk}",
        )
        for turn in range(rounds)
        for home in homes
    )


def watch(homes: list[Any], workers: list[Any], wrote: int) -> tuple[float, float]:
    """Seconds that the oldest waited at most, and those of an urgent letter written when half had gone."""
    from django.db.models import Min
    from django.utils import timezone

    from matchmaker.accounts.models import User
    from matchmaker.notifications.models import Delivery
    from matchmaker.notifications.services import message_send

    waiting = Delivery.objects.filter(status__in=["queued", "sending"])
    oldest, key = 0.0, None
    while any(worker.poll() is None for worker in workers):
        first = waiting.aggregate(first=Min("due_at"))["first"]
        if first is not None:
            oldest = max(oldest, (timezone.now() - first).total_seconds())
        if key is None and waiting.count() < wrote / 2:
            key = "urgent"
            only = User.objects.filter(memberships__organisation=homes[0])[:1]
            told = {
                "kind": "question_asked",
                "payload": {"need": "급한 질문", "text": ""},
                "url": "",
                "dedupe_key": key,
            }
            message_send(organisation=homes[0], recipients=only, **told)
        time.sleep(SAMPLES_EVERY)
    row = Delivery.objects.get(message__dedupe_key__startswith=key)
    return oldest, (row.sent_at - row.due_at).total_seconds()


def send(slot: int) -> int:
    """One sender, as a worker's turns are, until nothing is left. Its last line is what it measured."""
    setup()
    from matchmaker.notifications.models import Delivery
    from matchmaker.notifications.sending import letters_send

    begin, early, spent = time.time(), 0.0, time.process_time()
    while True:
        letters_send(slot=slot, seconds=2.0)
        sent = Delivery.objects.filter(status="sent").count() if not early else 0
        early = early or (memory() if sent >= 1_000 else 0.0)
        if not Delivery.objects.filter(status__in=["queued", "sending"]).exists():
            break
    late = memory()
    cpu = 1000 * (time.process_time() - spent)
    print(json.dumps({"begin": begin, "end": time.time(), "cpu_ms": cpu, "early": early or late, "late": late}))
    return 0


def memory() -> float:
    """The most this process ever held, MB: what does not grow here does not grow."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@contextmanager
def mail_sink() -> Iterator[tuple[int, Any]]:
    """Its port, and after the end a function that says how many letters came and how many different ones."""
    told: list[int] = []
    command = [sys.executable, "-m", "benchmarks.mail_sink"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as sink:
        yield int(sink.stdout.readline()), lambda: tuple(told)
        sink.stdin.close()
        told += map(int, sink.stdout.readline().split())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
