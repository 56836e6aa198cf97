"""E-mail over SMTP where a server that is slow, hangs or drips costs a bounded time, however it does it."""

from __future__ import annotations

import smtplib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.mail.backends import smtp
from django.core.mail.message import EmailMessage


class ServerUnreachable(OSError):
    """No conversation came about: not this letter's fault, so it costs the letter no try."""


class Watchdog:
    """One thread a conversation, not one a letter: it cuts a stretch that is not over ``settings.EMAIL_TOTAL_SECONDS``
    after its begin. A stretch ends that long after its begin at the soonest, so looking that often misses none.
    """

    def __init__(self, cut: Callable[[], None]) -> None:
        self._cut, self._ended = cut, threading.Event()
        self._lock = threading.Lock()
        self._until: float | None = None
        self.late = False
        threading.Thread(target=self._watch, name="mail-clock", daemon=True).start()

    def begin(self) -> None:
        with self._lock:
            self._until, self.late = time.monotonic() + settings.EMAIL_TOTAL_SECONDS, False

    def rest(self) -> None:
        with self._lock:
            self._until = None

    def end(self) -> None:
        self._ended.set()

    def _watch(self) -> None:
        wait = settings.EMAIL_TOTAL_SECONDS
        while not self._ended.wait(wait):
            with self._lock:
                left = settings.EMAIL_TOTAL_SECONDS if self._until is None else self._until - time.monotonic()
                if left <= 0:
                    self.late, self._until = True, None
                    self._cut()
            wait = left if left > 0 else settings.EMAIL_TOTAL_SECONDS


class EmailBackend(smtp.EmailBackend):
    """Django's own, with a clock over the whole of each conversation: EMAIL_TIMEOUT only bounds a single wait."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sock: socket.socket | None = None
        self._clock: Watchdog | None = None

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        backend, base = self, super().connection_class

        class Watched(base):  # type: ignore[misc, valid-type]
            def _get_socket(self, *args: Any) -> socket.socket:
                backend._sock = super()._get_socket(*args)  # while the greeting is still awaited
                return backend._sock

        return Watched

    def open(self) -> bool | None:
        if self.connection is not None:
            return False
        try:
            with self._bounded():
                return super().open()
        except OSError as failure:  # SMTPException is one
            self._stop_clock()
            raise ServerUnreachable(f"{type(failure).__name__}: {failure}") from failure

    def _send(self, email_message: EmailMessage) -> bool:
        with self._bounded():
            return super()._send(email_message)

    def close(self) -> None:
        """Part politely, and never fail over it."""
        try:
            with self._bounded():
                super().close()
        except OSError:
            self.connection = None
        self._stop_clock()
        self._sock = None

    def _stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.end()
        self._clock = None

    @contextmanager
    def _bounded(self) -> Iterator[None]:
        clock = self._clock = self._clock or Watchdog(self._cut)
        clock.begin()
        try:
            yield
        except OSError as failure:
            if clock.late:
                raise smtplib.SMTPServerDisconnected(f"no end within {settings.EMAIL_TOTAL_SECONDS:g} s") from failure
            raise
        finally:
            clock.rest()

    def _cut(self) -> None:
        """Whoever waits for the next byte is woken with an error."""
        sock = getattr(self.connection, "sock", None) or self._sock
        if sock is not None:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it ended by itself
