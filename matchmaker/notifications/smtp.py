"""E-mail over SMTP where a server that is slow, hangs or drips costs a bounded time, however it does it."""

from __future__ import annotations

import smtplib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.mail.backends import smtp
from django.core.mail.message import EmailMessage


class ServerUnreachable(OSError):
    """No conversation came about: not this letter's fault, so it costs the letter no try."""


class EmailBackend(smtp.EmailBackend):
    """Django's own, with a clock over the whole of each conversation: EMAIL_TIMEOUT only bounds a single wait."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sock: socket.socket | None = None

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        backend, base = self, super().connection_class

        class Watched(base):  # type: ignore[misc, valid-type]
            def _get_socket(self, *args: Any) -> socket.socket:
                backend._sock = super()._get_socket(*args)  # while the greeting is still awaited
                return backend._sock

        return Watched

    def open(self) -> bool | None:
        try:
            with self._bounded():
                return super().open()
        except OSError as failure:  # SMTPException is one
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
        self._sock = None

    @contextmanager
    def _bounded(self) -> Iterator[None]:
        late = threading.Event()
        clock = threading.Timer(settings.EMAIL_TOTAL_SECONDS, self._cut, [late])
        clock.daemon = True
        clock.start()
        try:
            yield
        except OSError as failure:
            if late.is_set():
                raise smtplib.SMTPServerDisconnected(f"no end within {settings.EMAIL_TOTAL_SECONDS:g} s") from failure
            raise
        finally:
            clock.cancel()

    def _cut(self, late: threading.Event) -> None:
        """Whoever waits for the next byte is woken with an error."""
        late.set()
        sock = getattr(self.connection, "sock", None) or self._sock
        if sock is not None:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it ended by itself
