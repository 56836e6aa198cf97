"""Mail servers that misbehave, as real servers on this machine: what each does is said per address or command."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class Manners:
    """A handler of aiosmtpd: ``rcpt`` answers by address, ``data`` answers the whole letter; None: as a good server."""

    def __init__(self) -> None:
        self.rcpt: dict[str, str] = {}
        self.data: str | None = None
        self.drops_after_data = False
        self.kept: list[tuple[str, bytes]] = []
        self.connections = 0

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, hostname: str, responses: Any) -> Any:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.rcpt:
            return self.rcpt[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.data is not None:
            return self.data
        self.kept += [(address, envelope.content) for address in envelope.rcpt_tos]
        if self.drops_after_data:
            server.transport.abort()
            await asyncio.sleep(0)
        return "250 taken"


class Quiet(Controller):
    def factory(self) -> SMTP:
        return SMTP(self.handler, enable_SMTPUTF8=True)


@contextmanager
def server(manners: Manners, settings: Any) -> Iterator[Manners]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Quiet(manners, hostname="127.0.0.1", port=port)
    controller.start()
    use(settings, port)
    try:
        yield manners
    finally:
        controller.stop()


@contextmanager
def raw(settings: Any, *pieces: bytes, every: float = 0.0) -> Iterator[None]:
    """A socket that says ``pieces`` to whoever connects, one ``every`` seconds over and over, and never reads."""
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def talk(peer: socket.socket) -> None:
        with peer:
            try:
                for piece in pieces:
                    peer.sendall(piece)
                while not over.wait(every or 30):
                    peer.sendall(b"2")
            except OSError:
                return

    def listen() -> None:
        while not over.is_set():
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=talk, args=[peer], daemon=True).start()

    threading.Thread(target=listen, daemon=True).start()
    use(settings, listener.getsockname()[1])
    try:
        yield
    finally:
        over.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def use(settings: Any, port: int) -> None:
    settings.EMAIL_BACKEND = "matchmaker.notifications.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
