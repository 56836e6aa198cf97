"""Servers once for all failure tests; a prepared database that each test copies."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.failures import table
from tests.failures.servers import Broker, Cluster
from tests.failures.stack import Stack

SERVICES = bool(os.environ.get("REQUIRE_SERVICES"))
# The suite has less than a minute for this, so it does the kills in small; ``make test-failures`` does all.
WHOLE = ["test_outages.py", "test_two_beats.py", "test_sqlite_writers.py", "test_wrong_clock.py"]
collect_ignore = [] if table.FULL else WHOLE
if not (SERVICES or table.FULL):
    collect_ignore += ["test_kills.py"]


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    servers = Cluster()
    try:
        yield servers
    finally:
        servers.remove()


@pytest.fixture(scope="session")
def prepared(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database with a small market in it."""
    cluster.create("prepared")
    broker = Broker()
    try:
        site = Stack(tmp_path_factory.mktemp("prepared"), cluster, broker, "prepared")
        site.prepare(suppliers=60, firms=20, needs=8)
        site.ask("DELETE FROM matching_matchrun")  # the demo leaves runs that wait; here each test counts its own
    finally:
        broker.remove()
    return "prepared"


@pytest.fixture
def stack(cluster: Cluster, prepared: str, tmp_path: Path) -> Iterator[Callable[..., Stack]]:
    """``stack()``: a fresh copy of the prepared site with its own Redis."""
    made: list[Stack] = []

    def make(**environment: str) -> Stack:
        name = f"copy_{uuid.uuid4().hex[:10]}"
        cluster.create(name, template=prepared)
        folder = tmp_path / name
        folder.mkdir()
        made.append(Stack(folder, cluster, Broker(), name, **environment))
        return made[-1]

    yield make
    for one in made:
        one.remove()
        if one.broker.process is not None and one.broker.process.poll() is None:
            one.broker.remove()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if table.ROWS:
        terminalreporter.section("failures")
        for line in table.lines():
            terminalreporter.line(line)
        table.keep(Path(settings.BASE_DIR) / "var" / "bench" / "failures.json")
