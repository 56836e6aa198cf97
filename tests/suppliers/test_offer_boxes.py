"""Long lists of check boxes on the form of an offer: as the form's own controls draw them, what concerns it first."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.html import conditional_escape
from django.utils.translation import override

from matchmaker.reference.models import Capability
from suppliers.forms_layout import boxes_of, includes_split, standards_split
from suppliers.offer_form import OfferForm
from suppliers.vocabulary import vocabulary_load

pytestmark = pytest.mark.django_db
GIVEN: list[Any] = [
    {"initial": {}},
    {"initial": {"includes": ["SOL-ERP", "SOL-QMS"], "standards": ["1"]}},
    {"data": {"includes": ["SOL-ERP", '"><b>'], "standards": "1"}},
    {"data": {}},
]


@pytest.mark.parametrize("given", GIVEN, ids=["empty", "kept", "refused", "nothing sent"])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_each_box_is_drawn_as_the_form_itself_draws_it(reference: None, given: Any, language: str) -> None:
    with override(language):
        form = OfferForm(vocabulary=vocabulary_load(), **given)
        for name in ("includes", "standards"):
            drawn = [
                f'<label class="check" for="{box.id_for_label}">{box.tag()}'
                f"<span>{conditional_escape(box.choice_label)}</span></label>"
                for box in form[name].subwidgets
            ]
            assert [text for _value, _ticked, text in boxes_of(form[name])] == drawn


def test_what_goes_with_the_capability_or_is_ticked_stands_first_and_itself_nowhere(reference: None) -> None:
    capability = Capability.objects.get(pk="SOL-MES")
    form = OfferForm(vocabulary=vocabulary_load(), initial={"includes": ["SVC-TRAIN"]})
    boxes = includes_split(form["includes"], capability)
    near, rest = boxes.near, boxes.rest
    related = [code for group in capability.hard_needs for code in group] + list(capability.goes_with)
    assert related
    assert all(f'value="{code}"' in near for code in [*related, "SVC-TRAIN"])
    assert 'value="SOL-MES"' not in near + rest
    assert boxes.count == rest.count("<label") > 0


def test_the_standards_of_the_capability_stand_first(reference: None) -> None:
    capability = Capability.objects.get(pk="SOL-MES")
    boxes = standards_split(OfferForm(vocabulary=vocabulary_load())["standards"], capability)
    own = list(capability.standards.all())
    assert own
    assert boxes.near.count("<label") == len(own)
    assert all(f'value="{standard.pk}"' in boxes.near for standard in own)
