"""Language, time zone and mount point are each thread's own."""

from __future__ import annotations

import threading
from typing import Any

from django.urls import get_script_prefix, set_script_prefix
from django.utils import timezone, translation

from matchmaker.lib.threads import PLACES, plain_locals


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


def test_django_still_keeps_them_where_we_put_the_plain_ones() -> None:
    plain_locals()  # a test that overrides the languages makes Django lay its own there again
    with translation.override("en"), timezone.override("UTC"):
        assert [type(getattr(module, name)) for module, name in PLACES] == [threading.local] * 4
        assert PLACES[0][0]._active.value.language() == "en"  # type: ignore[attr-defined]
        assert str(PLACES[1][0]._active.value) == "UTC"  # type: ignore[attr-defined]
