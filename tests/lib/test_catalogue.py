"""A message is looked up once a catalogue, and says what the catalogue says."""

from __future__ import annotations

import pytest
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import trans_real

from matchmaker.lib import catalogue


def test_a_message_is_the_same_the_second_time_in_each_language() -> None:
    for language, wanted in (("ko", "알림"), ("en", "Messages"), ("ko", "알림")):
        with translation.override(language):
            assert [translation.gettext("알림") for _ in range(3)] == [wanted] * 3


def test_a_message_that_is_safe_stays_safe_and_makes_no_other_one_safe() -> None:
    with translation.override("en"):
        assert isinstance(translation.gettext(mark_safe("<b>없는 말</b>")), SafeString)
        assert not isinstance(translation.gettext("<b>없는 말</b>"), SafeString)


def test_what_is_kept_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "MOST", 3)
    with translation.override("en"):
        said = [translation.gettext(f"없는 말 {at}") for at in range(10)]
        assert said == [f"없는 말 {at}" for at in range(10)]
        assert len(trans_real.catalog().kept) <= 3  # type: ignore[attr-defined]
