"""Catalogues of words: what is said twice in one of them is found, since nothing else would say so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext, override
from django.utils.translation.reloader import translation_file_changed

from matchmaker.lib.management.commands.compile_catalogs import compile_catalogs
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


def test_words_that_were_just_compiled_are_said_at_once(tmp_path: Path, settings: Any) -> None:
    catalogue(tmp_path / "a", 'msgid "아직 없는 말"\nmsgstr "a word to come"')
    try:
        settings.LOCALE_PATHS = [tmp_path / "a"]
        with override("en"):
            assert gettext("아직 없는 말") == "아직 없는 말"
        assert (compile_catalogs(), compile_catalogs()) == (1, 0)
        with override("en"):
            assert gettext("아직 없는 말") == "a word to come"
    finally:
        translation_file_changed(None, Path("django.mo"))
