"""Catalogues of words: what is said twice in one of them is found, since nothing else would say so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from matchmaker.lib.words import said_twice

HEAD = 'msgid ""\nmsgstr "Language: en\\n"\n\n'


def catalogue(room: Path, *entries: str) -> Path:
    path = room / "en" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(HEAD + "\n\n".join(entries) + "\n", encoding="utf-8")
    return path


def test_a_word_that_stands_twice_in_one_catalogue_is_named(tmp_path: Path, settings: Any) -> None:
    once = 'msgid "견적"\nmsgstr "Quote"'
    path = catalogue(tmp_path / "a", once, 'msgid "선정"\nmsgstr "Award"', once.replace("Quote", "Offer"))
    catalogue(tmp_path / "b", once, 'msgctxt "noun"\n' + once)
    settings.LOCALE_PATHS = [tmp_path / "a", tmp_path / "b"]
    assert said_twice() == [(str(path), '"견적"')]
