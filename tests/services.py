"""Run a command against PostgreSQL and Redis: python -m tests.services -- COMMAND.

Uses TEST_DATABASE_URL and TEST_REDIS_URL where they are set, else the servers on their standard local ports. It
never touches an existing database: one of its own is made for the run and dropped afterwards.
"""

from __future__ import annotations

import os
import subprocess
import sys
import uuid

import psycopg
import redis
from psycopg import sql

ADMIN_URLS = ("postgresql://postgres@127.0.0.1:5432/postgres", "postgresql:///postgres")


def server() -> str:
    """The first PostgreSQL that answers. Raises SystemExit with what to do when none does."""
    tried = []
    for url in filter(None, (os.environ.get("TEST_DATABASE_URL"), *ADMIN_URLS)):
        try:
            psycopg.connect(url, connect_timeout=5).close()
        except psycopg.OperationalError as exc:
            tried.append(f"{url}: {str(exc).splitlines()[0]}")
        else:
            return url
    raise SystemExit("No PostgreSQL answers. Start one or set TEST_DATABASE_URL.\n" + "\n".join(tried))


def broker() -> str:
    url = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")
    try:
        redis.Redis.from_url(url, socket_connect_timeout=5).ping()
    except redis.RedisError as exc:
        raise SystemExit(f"No Redis answers at {url}. Start one or set TEST_REDIS_URL. ({exc})") from exc
    return url


def main(command: list[str]) -> int:
    admin, queue = server(), broker()
    name = f"matchmaker_{uuid.uuid4().hex[:10]}"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    environment = os.environ | {
        "DATABASE_URL": admin.rsplit("/", 1)[0] + f"/{name}",
        "REDIS_URL": queue,
        "REQUIRE_SERVICES": "1",
    }
    try:
        return subprocess.run(command, env=environment, check=False).returncode
    finally:
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[sys.argv.index("--") + 1 :]))
