"""A visitor without a browser: follows pages over HTTP as a person would, keeps cookies, sends the forms' tokens."""

from __future__ import annotations

import http.cookiejar
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from types import TracebackType

from django.conf import settings

STARTS_WITHIN = 60.0


@dataclass
class Page:
    """An answer: where it ended up after redirects, how long it took (ms), and its text."""

    url: str
    status: int
    text: str
    ms: float

    def links(self, pattern: str) -> list[str]:
        """Every address on the page that fits, each once, in order."""
        return list(dict.fromkeys(re.findall(rf'(?:href|action)="({pattern})"', self.text)))


class Visitor:
    """One person's browser. Raises RuntimeError when a page answers with an error."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))

    def get(self, path: str) -> Page:
        return self._open(urllib.request.Request(self.base + path))  # noqa: S310  always this machine's http

    def post(self, path: str, fields: dict[str, str]) -> Page:
        data = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": self._token(path)}).encode()
        return self._open(urllib.request.Request(self.base + path, data, {"Referer": self.base + path}))  # noqa: S310

    def log_in(self, email: str, password: str) -> Page:
        self.get("/accounts/login/")
        return self.post("/accounts/login/", {"login": email, "password": password})

    def _token(self, path: str) -> str:
        token = next((cookie.value for cookie in self._jar if cookie.name == settings.CSRF_COOKIE_NAME), None)
        if token is None:
            raise RuntimeError(f"no form was seen before posting to {path}")
        return token

    def _open(self, request: urllib.request.Request) -> Page:
        start = time.perf_counter()
        try:
            with self._opener.open(request, timeout=30) as answer:
                text = answer.read().decode()
                return Page(answer.url, answer.status, text, 1000 * (time.perf_counter() - start))
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{request.get_method()} {request.full_url}: {error.code}") from error


class OwnServer:
    """``manage.py serve`` on a free port, for the length of a with block; yields the base address."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]

    def __enter__(self) -> str:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "serve", "--port", str(self._port)]
        self._process = subprocess.Popen(command)  # noqa: S603
        base, until = f"http://127.0.0.1:{self._port}", time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until and self._process.poll() is None:
            try:
                urllib.request.urlopen(base + "/", timeout=5).close()  # noqa: S310
            except OSError:
                time.sleep(0.1)
            else:
                return base
        self.__exit__(None, None, None)
        raise RuntimeError("the server did not start")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait(timeout=30)
