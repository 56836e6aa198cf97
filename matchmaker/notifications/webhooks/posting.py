"""One POST to a checked address, within bounds of time and size, without redirects."""

from __future__ import annotations

import socket
import threading
from dataclasses import dataclass

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.util import Timeout

from matchmaker.notifications.webhooks.guard import Target, target_of

CONNECT_SECONDS, TOTAL_SECONDS = 4.0, 10.0
MOST_BYTES = 64 * 1024  # of the answer; the rest is not read
KEPT = 500


class PostFailed(Exception):
    """It did not arrive; the text says how, for the owners' page."""


@dataclass(frozen=True)
class Answer:
    code: int
    text: str

    @property
    def taken(self) -> bool:
        return 200 <= self.code < 300


def post(url: str, body: bytes, headers: dict[str, str]) -> Answer:
    """What the other side answered. Raises TargetRefused, or PostFailed where no whole answer came in time."""
    target = target_of(url)
    connection = _connection(target)
    late = threading.Event()
    limit = threading.Timer(TOTAL_SECONDS, _cut, [connection, late])
    limit.daemon = True
    limit.start()
    try:
        answer = _exchange(connection, target, body, headers)
    except (HTTPError, OSError, ValueError) as failure:
        raise PostFailed(_late() if late.is_set() else f"{type(failure).__name__}: {failure}"[:300]) from failure
    else:
        if late.is_set():  # what was cut in its headers looks like a short answer
            raise PostFailed(_late())
        return answer
    finally:
        limit.cancel()
        connection.close()


def _connection(target: Target) -> HTTPConnection:
    """To the number that was checked; the name only for the certificate."""
    wait = Timeout(connect=CONNECT_SECONDS, read=TOTAL_SECONDS).clone()
    if not target.https:
        return HTTPConnection(target.address, target.port, timeout=wait.connect_timeout)
    return HTTPSConnection(
        target.address,
        target.port,
        timeout=wait.connect_timeout,
        cert_reqs="CERT_REQUIRED",
        server_hostname=target.host,
        assert_hostname=target.host,
    )


def _exchange(connection: HTTPConnection, target: Target, body: bytes, headers: dict[str, str]) -> Answer:
    connection.connect()
    host = f"[{target.host}]" if ":" in target.host else target.host
    standard = target.port == (443 if target.https else 80)
    named = {"Host": host if standard else f"{host}:{target.port}", "Connection": "close", **headers}
    connection.timeout = TOTAL_SECONDS
    if connection.sock is not None:
        connection.sock.settimeout(TOTAL_SECONDS)
    connection.request("POST", target.path, body=body, headers=named, preload_content=False, decode_content=False)
    answer = connection.getresponse()
    read = b""
    while len(read) < MOST_BYTES and (piece := answer.read1(MOST_BYTES - len(read))):
        read += piece
    return Answer(answer.status, read[: 4 * KEPT].decode("utf-8", "replace").replace("\x00", "")[:KEPT])


def _cut(connection: HTTPConnection, late: threading.Event) -> None:
    """End a conversation that drips: whoever waits for its next byte is woken."""
    late.set()
    sock = connection.sock
    if sock is not None:
        try:
            sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it ended by itself


def _late() -> str:
    return f"no answer within {TOTAL_SECONDS:g} s"
