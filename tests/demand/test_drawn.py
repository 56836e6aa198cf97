"""Parts of the need page that are drawn once say what the forms would say, to each in their language."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import override

from demand.drawn import answer_control, capability_browse, capability_words, fact_fields, fields_of
from demand.forms import FACT_FORMS
from demand.words import lexicon
from matchmaker.reference.models import Industry, ReferenceVersion

pytestmark = pytest.mark.django_db
FILLED: dict[str, list[tuple[Any, ...]]] = {
    "money": [(None, None, None, "once"), (50_000_000, 10_000_000, None, "month")],
    "region": [(None,), ("48",), ("41",)],
    "deadline": [(None,), (13,)],
    "industry": [(None,), ("29",)],
    "employees": [(None,), (20,)],
}


@pytest.mark.parametrize("fact", FACT_FORMS)
def test_kept_fields_are_those_of_the_form_whoever_read_before(reference: None, fact: str) -> None:
    form = FACT_FORMS[fact]
    for language in ("ko", "en", "ko"):
        with override(language):
            for values in FILLED[fact]:
                initial = dict(zip(form.base_fields, values, strict=True))
                assert fact_fields(fact, values) == fields_of(form(initial=initial, auto_id=f"id_{fact}_%s"))
            field = next(iter(form(auto_id="id_answer_%s")))
            control = answer_control(fact)
            assert (control.id, control.label, control.html) == (field.id_for_label, str(field.label), str(field))


def test_capabilities_are_offered_in_the_readers_words(reference: None) -> None:
    for language in ("ko", "en", "ko"):
        with override(language):
            words = capability_words()
            assert all(f'value="{escape(row.label)}"' in words for row in lexicon().values())
            assert all(f'name="code" value="{code}"' in capability_browse() for code in lexicon())


def test_other_rows_are_offered_as_soon_as_they_are_loaded(reference: None) -> None:
    assert "새 업종" not in fact_fields("industry", (None,))
    Industry.objects.filter(pk="29").update(name_ko="새 업종")
    ReferenceVersion.objects.filter(table="ksic").update(loaded_at=timezone.now())
    assert "새 업종" in fact_fields("industry", (None,))
    assert "새 업종" in answer_control("industry").html


def test_rows_that_nobody_knows_the_state_of_are_drawn_anew(reference: None) -> None:
    ReferenceVersion.objects.all().delete()
    assert "새 업종" not in fact_fields("industry", (None,))
    Industry.objects.filter(pk="29").update(name_ko="새 업종")
    assert "새 업종" in fact_fields("industry", (None,))
