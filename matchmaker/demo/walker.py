"""A visitor without a browser: follows pages over HTTP as a person would, keeps cookies, sends the forms' tokens."""

from __future__ import annotations

import http.cookiejar
import re
import socket
import subprocess  # nosec B404 # starts our own server
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType

from django.conf import settings

from matchmaker.demo.page_forms import form_of

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

    def send(
        self, page: Page, pattern: str, files: Mapping[str, tuple[str, bytes]] | None = None, **typed: object
    ) -> Page:
        """Fill the form of ``page`` whose address fits ``pattern`` and send it.

        ``typed`` goes into its boxes, all else stays as the page has it; ``files``: box -> (name, content). Raises
        LookupError or KeyError for a form or a box that the page does not have.
        """
        form = form_of(page.text, pattern, [*typed, *(files or {})])
        path = urllib.parse.urljoin(page.url, form.action or page.url)
        pairs = form.filled(**typed)
        data, kind = _multipart(pairs, files) if files else (urllib.parse.urlencode(pairs).encode(), "")
        headers = {"Referer": page.url} | ({"Content-Type": kind} if kind else {})
        return self._open(urllib.request.Request(path, data, headers))  # noqa: S310

    def again(self, page: Page, pattern: str) -> Page:
        """Press a button of a page that was left already, as an impatient person does."""
        return self.send(page, pattern)

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
                text = answer.read().decode(errors="replace")  # a PDF is only timed
                return Page(answer.url, answer.status, text, 1000 * (time.perf_counter() - start))
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{request.get_method()} {request.full_url}: {error.code}") from error


def _multipart(pairs: list[tuple[str, str]], files: Mapping[str, tuple[str, bytes]]) -> tuple[bytes, str]:
    """(body, content type) of a form with files, after RFC 7578."""
    mark = uuid.uuid4().hex
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode() for name, value in pairs
    ]
    for name, (filename, content) in files.items():
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + content)
    return b"\r\n".join([*parts, f"--{mark}--\r\n".encode()]), f"multipart/form-data; boundary={mark}"


class OwnServer:
    """``manage.py serve`` on a free port, for the length of a with block; yields the base address."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]

    def __enter__(self) -> str:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "serve", "--port", str(self._port)]
        self._process = subprocess.Popen(command)  # noqa: S603  # nosec B603
        base, until = f"http://127.0.0.1:{self._port}", time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until and self._process.poll() is None:
            try:
                urllib.request.urlopen(base + "/", timeout=5).close()  # noqa: S310  # nosec B310
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
