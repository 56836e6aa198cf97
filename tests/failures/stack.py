"""One site on servers of its own: web, workers and beat as processes that can be killed one by one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.failures.servers import PATIENCE, Broker, Cluster, free_port, until

LEASE = 6
CLOCK = "import sys; from tests.failures import clock; clock.begin(float(sys.argv.pop(1)))"


class Stack:
    """``database`` exists in the cluster; ``start`` what is wanted, kill it, and ``remove`` all at the end."""

    def __init__(self, folder: Path, cluster: Cluster, broker: Broker, database: str, **environment: str) -> None:
        self.folder, self.cluster, self.broker, self.database = folder, cluster, broker, database
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.processes: list[subprocess.Popen[bytes]] = []
        self.environment = os.environ | {
            "MATCHMAKER_VAR": str(folder),
            "DATABASE_URL": cluster.url(database),
            "REDIS_URL": broker.url,
            "LEASE_SECONDS": str(LEASE),
            "SITE_URL": self.base,
            "OMP_NUM_THREADS": "1",
            "FACTOR_FOR_ADMINISTRATORS": "0",
            **environment,
        }

    def worker(self, *, processes: int = 2, ahead: float = 0.0) -> subprocess.Popen[bytes]:
        """``ahead``: seconds by which its clock is wrong."""
        flags = ["worker", "-c", str(processes), "-l", "WARNING", "--without-gossip", "--without-mingle"]
        return self._celery(flags, ahead)

    def beat(self, name: str = "beat", *, ahead: float = 0.0) -> subprocess.Popen[bytes]:
        return self._celery(["beat", "-l", "WARNING", "-s", str(self.folder / name), "--pidfile", ""], ahead)

    def web(self, *, workers: int = 2, threads: int = 4) -> subprocess.Popen[bytes]:
        flags = ["-k", "gthread", "-w", str(workers), "--threads", str(threads), "-b", f"127.0.0.1:{self.port}"]
        process = self._begin([sys.executable, "-m", "gunicorn", "matchmaker.wsgi", *flags, "--log-level", "warning"])
        until(self._answers, "the site")
        return process

    def prepare(self, **sizes: int) -> None:
        flags = [f"--{name}={size}" for name, size in sizes.items()]
        command = [sys.executable, "manage.py", "demo", "--prepare-only", *flags]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(command, env=self.environment, cwd=settings.BASE_DIR, check=True, timeout=600, **quiet)

    def inside(self, what: str, **arguments: Any) -> Any:
        """What a function of ``tests.failures.inside`` did or found in this site's database."""
        command = [sys.executable, "-m", "tests.failures.inside", what, json.dumps(arguments)]
        done = subprocess.run(
            command,
            env=self.environment,
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def run(self, code: str) -> None:
        """A line of Python in a process of this site."""
        subprocess.run(
            [sys.executable, "-c", code], env=self.environment, cwd=settings.BASE_DIR, check=True, timeout=120
        )

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        return self.cluster.ask(self.database, statement)

    def counts(self, table: str) -> Counter[str]:
        return Counter(dict(self.ask(f"SELECT status, count(*) FROM {table} GROUP BY status")))

    def letters(self) -> Counter[str]:
        """How often each letter lies in the out-tray, by its Message-ID."""
        heads = [
            line
            for path in (self.folder / "mail").glob("*.log")
            for line in path.read_text("utf-8", "replace").splitlines()
            if line.startswith("Message-ID:")
        ]
        return Counter(heads)

    def log(self) -> str:
        return (self.folder / "log").read_text("utf-8", "replace")

    def end(self, process: subprocess.Popen[bytes], number: int = signal.SIGKILL) -> None:
        """The process with all its children."""
        if process.poll() is None:
            os.killpg(process.pid, number)
            process.wait(timeout=PATIENCE)
        if process in self.processes:
            self.processes.remove(process)

    def remove(self) -> None:
        for process in list(self.processes):
            self.end(process)

    def _celery(self, flags: list[str], ahead: float) -> subprocess.Popen[bytes]:
        run = "from celery.__main__ import main; sys.argv[0] = 'celery'; main()"
        head = [sys.executable, "-c", f"{CLOCK}; {run}", str(ahead)]
        return self._begin([*head, "-A", "matchmaker", *flags])

    def _begin(self, command: list[str]) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                command, env=self.environment, cwd=settings.BASE_DIR, stdout=log, stderr=log, start_new_session=True
            )
        self.processes.append(process)
        return process

    def _answers(self) -> bool:
        import urllib.error
        import urllib.request

        try:
            urllib.request.urlopen(self.base + "/healthz", timeout=5).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True


def children(pid: int) -> list[int]:
    """Pids of the processes that this one has started."""
    try:
        told = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(one) for one in told.split()]
