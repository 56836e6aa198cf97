"""Web, worker and beat in one process: the embedded way to run. Rows are the queue: a kill loses no work."""

from __future__ import annotations

import logging
import signal
import threading
from types import FrameType

import waitress
from celery.beat import EmbeddedService
from celery.worker import WorkController
from django.db import connection

from matchmaker.celery import app as celery_app
from matchmaker.wsgi import application

log = logging.getLogger(__name__)
WEB_THREADS, WORKER_THREADS = 8, 2


def _start_worker() -> WorkController:
    worker = WorkController(
        app=celery_app,
        pool_cls="threads",
        concurrency=WORKER_THREADS,
        loglevel="WARNING",
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    threading.Thread(target=worker.start, name="worker", daemon=True).start()
    return worker


def _start_beat() -> EmbeddedService:
    beat = EmbeddedService(celery_app, thread=True, scheduler_cls="celery.beat:Scheduler")
    beat.daemon = True
    beat.start()
    return beat


def _warm() -> None:
    """Compile the vocabulary and load the market before somebody waits for them."""
    from matchmaker.engine.matching import match  # noqa: F401  numeric libraries take a second to load
    from matchmaker.matching.market import market_snapshot
    from matchmaker.reference.vocabulary import load_vocabulary

    load_vocabulary()
    market_snapshot()
    connection.close()


def _leave(signum: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


def serve(host: str, port: int) -> None:
    """Serve until SIGINT or SIGTERM. Raises OSError when the port is taken, before anything has started."""
    server = waitress.create_server(application, host=host, port=port, threads=WEB_THREADS, ident=None)
    worker, beat = _start_worker(), _start_beat()
    threading.Thread(target=_warm, name="warm", daemon=True).start()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    try:
        server.run()
    finally:
        beat.stop()
        worker.stop()
        server.close()
