"""Servers of one's own, to be killed at will: a PostgreSQL cluster and a Redis, on free ports, in their own folders."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import redis

PATIENCE = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(test: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
    """What ``test`` gives as soon as it is true. Raises AssertionError when it never is."""
    limit = time.monotonic() + patience
    while not (found := test()):
        assert time.monotonic() < limit, f"waited in vain for {what}"
        time.sleep(0.05)
    return found


def binaries() -> Path | None:
    """Where this machine keeps initdb and pg_ctl."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    known = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return known[-1].parent if known else None


class Cluster:
    """PostgreSQL, run as ``postgres`` where this process is root, since it refuses to be root itself."""

    def __init__(self) -> None:
        self.folder, self.port = Path(tempfile.mkdtemp(prefix="matchmaker-pg-")), free_port()
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        self._run("initdb", "-D", str(self.data), "-A", "trust", "-U", "postgres", "-N")
        self.start()

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def url(self, name: str = "postgres") -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        flags = f"-c listen_addresses=127.0.0.1 -p {self.port} -k {self.folder} -c max_connections=100"
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", str(self.data), "-w", "-l", log, "-o", flags, "start")

    def stop(self, *, how: str = "fast") -> None:
        self._run("pg_ctl", "-D", str(self.data), "-w", "-m", how, "stop")

    def create(self, name: str, template: str = "template0") -> str:
        self.ask("postgres", f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8'")
        return self.url(name)

    def ask(self, name: str, statement: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url(name), autocommit=True, connect_timeout=5) as connection:
            found = connection.execute(statement)
            return found.fetchall() if found.description else []

    def remove(self) -> None:
        self.stop(how="immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *words: str) -> None:
        where = binaries()
        assert where is not None, "no PostgreSQL on this machine"
        command = [str(where / program), *words]
        if os.geteuid() == 0:
            command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, cwd=self.folder, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


class Broker:
    """Redis that keeps nothing on disk: what is in it is lost with it."""

    def __init__(self) -> None:
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        flags = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", "/tmp"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen([shutil.which("redis-server") or "redis-server", *flags], **quiet)
        until(self.answers, "Redis")

    def answers(self) -> bool:
        try:
            return bool(redis.Redis.from_url(self.url, socket_timeout=1, socket_connect_timeout=1).ping())
        except redis.RedisError:
            return False

    def flush(self) -> None:
        redis.Redis.from_url(self.url).flushall()

    def length(self) -> int:
        client = redis.Redis.from_url(self.url)
        return sum(int(client.llen(name)) for name in ("celery", "matching"))

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=PATIENCE)

    remove = kill
