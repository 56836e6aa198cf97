"""A mail server that takes everything and counts: ``python -m benchmarks.mail_sink`` prints its port, and at the end of
its input how many letters came and how many of them were different.
"""

from __future__ import annotations

import re
import socket
import sys
from typing import Any

from aiosmtpd.controller import Controller

MESSAGE_ID = re.compile(rb"^Message-ID: *(<[^>]+>)", re.IGNORECASE | re.MULTILINE)


class Sink:
    def __init__(self) -> None:
        self.letters, self.seen = 0, set[bytes]()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd's name
        self.letters += 1
        self.seen.add(MESSAGE_ID.search(envelope.content)[1])
        return "250 taken"


def main() -> None:
    sink = Sink()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    print(port, flush=True)
    sys.stdin.read()
    controller.stop()
    print(sink.letters, len(sink.seen), flush=True)


if __name__ == "__main__":
    main()
