"""A whole site of its own for the journeys: a small simulated market, a database, a queue and one serve process.

With DATABASE_URL and REDIS_URL set it makes a database on that server and takes an empty Redis number, else it is
SQLite and memory in a folder of its own. Nothing that was there before is touched.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import redis
from django.conf import settings
from psycopg import sql

PATIENCE = 120.0
DEMO = {"FACTOR_FOR_ADMINISTRATORS": "0"}  # as make demo has it: its passwords are printed for everybody


class Site:
    """``prepare`` once, ``start`` and ``kill`` or ``stop`` as often as wanted, ``remove`` at the end."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.base = f"http://127.0.0.1:{_free_port()}"
        self.process: subprocess.Popen[bytes] | None = None
        self._database = f"matchmaker_journey_{uuid.uuid4().hex[:10]}"
        self._server, self._redis = os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", "")
        self.environment = os.environ | {"MATCHMAKER_VAR": str(folder), "SITE_URL": self.base} | DEMO | environment
        if self._server:
            self._admin("CREATE DATABASE {}")
            self.environment["DATABASE_URL"] = self._server.rsplit("/", 1)[0] + f"/{self._database}"
        if self._redis:
            self._redis = self.environment["REDIS_URL"] = _empty_redis(self._redis)

    def prepare(self, **sizes: int) -> None:
        flags = [f"--{name}={size}" for name, size in sizes.items()]
        subprocess.run(self._manage("demo", "--prepare-only", *flags), env=self.environment, check=True, timeout=300)

    def wait_for(self, path: Path) -> None:
        until = time.monotonic() + PATIENCE
        while not path.exists():
            assert time.monotonic() < until, f"{path} never came"
            time.sleep(0.02)

    def start(self, *, patiently: bool = True) -> None:
        """Returns once the front page answers, or at once. Raises RuntimeError with the log when it does not."""
        with (self.folder / "serve.log").open("ab") as log:
            port = self.base.rsplit(":", 1)[1]
            command = self._manage("serve", "--port", port)
            self.process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        (self.folder / "pid").write_text(str(self.process.pid))
        if not patiently:
            return
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            try:
                urllib.request.urlopen(self.base + "/", timeout=5).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        self.stop()
        raise RuntimeError("the site did not start:\n" + self.log())

    def stop(self) -> int:
        """Ends the process as Ctrl-C would; returns its code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(timeout=PATIENCE)

    def inside(self, what: str, *arguments: object) -> Any:
        """What a function of ``tests.journeys.inside`` finds in this site's database."""
        return self.inside_soon(what, *arguments)()

    def inside_soon(self, what: str, *arguments: object) -> Callable[[], Any]:
        """Begin that in a process beside; the call that is returned waits for what it found."""
        command = [sys.executable, "-m", "tests.journeys.inside", what, *map(str, arguments)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        process = subprocess.Popen(command, env=self.environment, cwd=settings.BASE_DIR, **pipes)

        def found() -> Any:
            told, complaints = process.communicate(timeout=PATIENCE)
            assert process.returncode == 0, complaints
            return json.loads(told)

        return found

    def addressees(self) -> list[str]:
        """Who was written to, once for each letter in the out-tray."""
        letters = [path.read_text("utf-8", "replace") for path in (self.folder / "mail").glob("*.log")]
        return [address for letter in letters for address in re.findall(r"(?m)^To: (\S+)", letter)]

    def log(self) -> str:
        return (self.folder / "serve.log").read_text("utf-8", "replace")

    def remove(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.stop()
        if self._server:
            self._admin("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        if self._redis:
            redis.Redis.from_url(self._redis).flushdb()

    def _manage(self, *words: str) -> list[str]:
        return [sys.executable, str(settings.BASE_DIR / "manage.py"), *words]

    def _admin(self, statement: str) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(sql.Identifier(self._database)))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _empty_redis(url: str) -> str:
    """The address of a number on this server that nobody uses; every worker of the suite looks among its own."""
    head = url.rsplit("/", 1)[0] if url.count("/") > 2 else url
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    for number in range(1 + worker % 4, 13, 4):
        if redis.Redis.from_url(f"{head}/{number}").dbsize() == 0:
            return f"{head}/{number}"
    raise RuntimeError(f"every number of {head} is in use")
