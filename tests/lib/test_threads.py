"""Language, time zone, mount point and connections are each thread's own."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connections
from django.urls import get_script_prefix, get_urlconf, set_script_prefix, set_urlconf
from django.utils import timezone, translation

from matchmaker.lib.threads import PLACES, place, plain_connections, plain_locals


def test_threads_keep_theirs_to_themselves() -> None:
    seen: list[tuple[Any, ...]] = []

    def elsewhere() -> None:
        seen.append((translation.get_language(), timezone.get_current_timezone_name(), get_script_prefix()))
        translation.activate("ko")
        set_script_prefix("/there/")

    with translation.override("en"), timezone.override("UTC"):
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
        assert (translation.get_language(), timezone.get_current_timezone_name(), get_script_prefix()) == (
            "en", "UTC", "/",
        )  # fmt: skip
    assert seen == [("ko", "Asia/Seoul", "/")]


def test_a_place_is_what_django_says_of_the_thread_also_before_anybody_set_it() -> None:
    asked: list[tuple[Any, Any]] = []

    def ask() -> None:
        asked.append((place(), (translation.get_language(), get_script_prefix(), get_urlconf())))

    def elsewhere() -> None:
        ask()
        translation.activate("en")
        ask()
        set_script_prefix("/there")
        set_urlconf("matchmaker.urls")
        ask()
        translation.deactivate_all()
        ask()

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    told = [
        ("ko", "/", None),
        ("en", "/", None),
        ("en", "/there/", "matchmaker.urls"),
        (None, "/there/", "matchmaker.urls"),
    ]
    assert asked == [(one, one) for one in told]


def test_django_still_keeps_them_where_we_put_the_plain_ones() -> None:
    plain_locals()  # a test that overrides the languages makes Django lay its own there again
    with translation.override("en"), timezone.override("UTC"):
        assert [type(getattr(module, name)) for module, name in PLACES] == [threading.local] * 4
        assert PLACES[0][0]._active.value.language() == "en"  # type: ignore[attr-defined]
        assert str(PLACES[1][0]._active.value) == "UTC"  # type: ignore[attr-defined]


@pytest.mark.parametrize("handler", [connections, caches], ids=["databases", "caches"])
def test_connections_are_each_threads_own(handler: Any) -> None:
    here = handler["default"]
    seen: list[Any] = []

    def elsewhere() -> None:
        seen.append(handler.all(initialized_only=True))
        seen.append(handler["default"])
        seen.append(handler["default"])
        handler["default"].close()
        del handler["default"]
        seen.append(handler.all(initialized_only=True))

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    before, first, second, after = seen
    assert (before, after) == ([], [])
    assert first is second is not here
    assert handler["default"] is here
    assert isinstance(handler._connections, threading.local)


@pytest.mark.parametrize("handler", [connections, caches], ids=["databases", "caches"])
def test_what_was_open_already_stays(handler: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    here = handler["default"]
    for one in (connections, caches):
        monkeypatch.setattr(one, "_connections", one._connections)  # the test leaves things as it found them
    plain_connections()
    assert handler["default"] is here
