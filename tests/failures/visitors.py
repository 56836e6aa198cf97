"""People in browsers without a browser: they log in, open pages, press buttons, and remember how it went."""

from __future__ import annotations

import http.client
import http.cookies
import re
import threading
import time
import urllib.parse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

PATIENCE = 60.0
PASSWORD = "matchmaker-demo"
DOOR = threading.Lock()
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    path: str
    status: int
    seconds: float
    body: str


@dataclass
class Visitor:
    """One connection, kept until they hang up; one jar of cookies; ``seen``: all answers, status 0 where none came."""

    host: str
    seen: list[Answer] = field(default_factory=list)
    cookies: dict[str, str] = field(default_factory=dict)
    _line: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, **fields: str) -> Answer:
        fields["csrfmiddlewaretoken"] = self.cookies.get("csrftoken", "")
        return self._ask("POST", path, urllib.parse.urlencode(fields))

    def log_in(self, email: str) -> None:
        """One after the other: a slow server refuses those who come to its door in the same moment."""
        with DOOR:
            self.get("/accounts/login/")
            told = self.post("/accounts/login/", login=email, password=PASSWORD)
        assert told.status == 302, f"{email} could not log in: {told.status} {told.body[:300]}"

    def hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        start = time.perf_counter()
        try:
            status, text = self._exchange(method, path, body)
        except (OSError, http.client.HTTPException):
            self.hang_up()
            try:  # a server that was started anew has hung up on a kept connection
                status, text = self._exchange(method, path, body)
            except (OSError, http.client.HTTPException) as failure:
                self.hang_up()
                status, text = 0, repr(failure)
        answer = Answer(path, status, time.perf_counter() - start, text)
        self.seen.append(answer)
        return answer

    def _exchange(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        if self._line is None:
            self._line = http.client.HTTPConnection(self.host, timeout=PATIENCE)
        head = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            head |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://{self.host}{path}"}
        self._line.request(method, path, body, head)
        answer = self._line.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for line in answer.headers.get_all("Set-Cookie", []):
            jar = http.cookies.SimpleCookie(line)
            self.cookies |= {name: morsel.value for name, morsel in jar.items()}
        return answer.status, text


class Crowd:
    """Each of ``journeys`` walked again and again in a thread of its own until ``stop``."""

    def __init__(self, host: str, journeys: Sequence[Callable[[Visitor], None]]) -> None:
        self.visitors = [Visitor(host) for _ in journeys]
        self._over = threading.Event()
        self.failures: list[BaseException] = []
        pairs = zip(self.visitors, journeys, strict=True)
        self._threads = [threading.Thread(target=self._walk, args=pair, daemon=True) for pair in pairs]

    def start(self) -> Crowd:
        for thread in self._threads:
            thread.start()
        return self

    def stop(self) -> list[Answer]:
        """All answers, once everybody is home."""
        self._over.set()
        for thread in self._threads:
            thread.join(timeout=2 * PATIENCE)
        return [answer for visitor in self.visitors for answer in visitor.seen]

    def _walk(self, visitor: Visitor, journey: Callable[[Visitor], None]) -> None:
        try:
            while not self._over.is_set():
                journey(visitor)
        except BaseException as failure:
            self.failures.append(failure)


def quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
