"""A dealer of AlimTalk on this machine, for the demo and for tests: it judges as Kakao does and writes what it got.

Texts must be a registered template with its slots filled. A number that ends in 0000 has no KakaoTalk.
"""

from __future__ import annotations

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from matchmaker.notifications.alimtalk import SLOT, templates

NOBODY = "0000"


class StandIn:
    """``got``: accepted notices in order. With a ``folder`` each is a file there as well, as letters are."""

    def __init__(self, *, key: str = "", folder: Path | None = None) -> None:
        self.key, self.folder = key, folder
        self.got: dict[str, dict[str, Any]] = {}
        self.fails_with = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/messages"

    def start(self) -> StandIn:
        threading.Thread(target=self._server.serve_forever, name="alimtalk", daemon=True).start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def take(self, asked: dict[str, Any]) -> tuple[int, dict[str, str]]:
        """The answer to one notice; the same key again is the same notice."""
        if self.fails_with:
            return self.fails_with, {"result": "failed", "reason": "maintenance"}
        if not _registered(str(asked.get("template")), str(asked.get("text"))):
            return 422, {"result": "refused", "reason": "text is no registered template"}
        if str(asked.get("to", "")).endswith(NOBODY):
            return 422, {"result": "refused", "reason": "no KakaoTalk at this number"}
        key = str(asked.get("key"))
        if key not in self.got:
            self.got[key] = asked
            self._keep(key, asked)
        return 200, {"result": "accepted"}

    def _keep(self, key: str, asked: dict[str, Any]) -> None:
        if self.folder is None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^\w-]", "_", key)
        link = asked.get("button", {}).get("url", "")
        (self.folder / f"{name}.txt").write_text(f"{asked['to']}\n\n{asked['text']}\n\n{link}\n", "utf-8")

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        dealer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                if self.headers.get("Authorization") != f"Bearer {dealer.key}":
                    status, told = 401, {"result": "refused", "reason": "unknown key"}
                else:
                    status, told = dealer.take(json.loads(body))
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(told).encode())

            def log_message(self, *args: object) -> None:
                """The files say what came."""

        return Handler


def _registered(code: str, text: str) -> bool:
    for known, pattern in templates().values():
        if known == code:
            parts = [re.escape(part) for part in SLOT.sub("\0", pattern).split("\0")]
            return re.fullmatch(".+".join(parts), text, re.DOTALL) is not None
    return False
