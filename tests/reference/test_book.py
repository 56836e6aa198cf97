"""The rows of the files are held in the process, and never a page longer than they stand in the tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import override

from demand.words import lexicon
from matchmaker.reference.book import book, request_begins, request_ends
from matchmaker.reference.models import Capability, ReferenceVersion
from suppliers.vocabulary import vocabulary_load

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_a_request(reference: None) -> Iterator[None]:
    request_begins()
    yield
    request_ends()


def _loaded_again() -> None:
    ReferenceVersion.objects.filter(table="capabilities").update(loaded_at=timezone.now())


def test_rows_are_read_once_and_then_one_small_question_is_asked(
    reference: None, django_assert_num_queries: Any
) -> None:
    held = book()
    with django_assert_num_queries(1):
        assert book() is held


def test_a_request_asks_once_whatever_it_needs(in_a_request: None, django_assert_num_queries: Any) -> None:
    book()
    request_begins()
    with django_assert_num_queries(1):
        book(), lexicon(), vocabulary_load()  # noqa: B018


def test_other_rows_are_seen_as_soon_as_they_are_loaded(reference: None) -> None:
    before = lexicon()["SOL-MES"].label
    Capability.objects.filter(pk="SOL-MES").update(plain_ko="새로 부르는 말")
    _loaded_again()
    assert "새로 부르는 말" in lexicon()["SOL-MES"].label != before


def test_a_request_keeps_the_rows_it_began_with_and_the_next_one_has_the_new_ones(in_a_request: None) -> None:
    before = book()
    Capability.objects.filter(pk="SOL-MES").update(name_ko="다른 이름")
    _loaded_again()
    assert book() is before
    request_begins()
    assert book().capabilities["SOL-MES"].name_ko == "다른 이름"


def test_rows_of_which_nobody_knows_when_they_were_loaded_are_never_held(reference: None) -> None:
    ReferenceVersion.objects.all().delete()
    first = book()
    assert book() is not first
    call_command("load_reference", verbosity=0)
    assert book() is book()


def test_each_reader_has_the_words_of_their_language(reference: None) -> None:
    with override("en"):
        english, place = lexicon()["SOL-MES"].label, book().names("regions")["48"]
    with override("ko"):
        assert lexicon()["SOL-MES"].label != english
        assert book().names("regions")["48"] != place
