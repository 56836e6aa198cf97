"""Parts of an offer's form that are drawn once say what the form itself would say, to each in their language."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override

from matchmaker.accounts.models import User
from matchmaker.reference.models import Capability, ReferenceVersion, Standard
from suppliers.drawn import offer_parts, sent_parts
from suppliers.offer_form import OfferForm, initial_for
from suppliers.vocabulary import vocabulary_load
from tests.cast import Browsers
from tests.suppliers.forms import offer_data

pytestmark = pytest.mark.django_db
FILLED: dict[str, Any] = {
    "title": "A <b> & 'c'",
    "description": "첫 줄\n<둘째>",
    "price_low": 30_000_000,
    "price_typical": 50_000_000,
    "price_high": None,
    "price_unit": "month",
    "weeks": 12,
    "standards": ["2", "1"],
    "nationwide": False,
    "regions": ["48", "11"],
    "onsite_hours": 1,
    "capacity_per_quarter": 1,
    "warranty_months": 0,
    "service_terms": "",
    "origin_software": "KR",
    "effort": "plug",
    "includes": ["SVC-TRAIN", "SOL-ERP"],
}
OTHER: dict[str, Any] = {"weeks": 1, "nationwide": True, "regions": [], "standards": ["1"], "title": "", "effort": ""}


@pytest.mark.parametrize("code", ["SOL-MES", "SOL-ERP"])
def test_kept_parts_are_those_of_the_form_whoever_read_before(reference: None, code: str) -> None:
    capability = Capability.objects.get(pk=code)
    for language in ("ko", "en", "ko"):
        with override(language):
            for initial in (FILLED, OTHER, initial_for(capability, "이름"), FILLED):
                form = OfferForm(initial=initial, vocabulary=vocabulary_load())
                assert offer_parts(initial, capability) == sent_parts(form, capability)


def test_an_offer_that_was_refused_comes_back_as_it_was_sent(supplier: User, client_for: Browsers) -> None:
    browser = client_for(supplier)
    new = browser.get("/supply/offers/new/?capability=SOL-MES").content.decode()
    back = browser.post("/supply/offers/new/", offer_data(weeks="0", title="내 이름")).content.decode()
    again = browser.get("/supply/offers/new/?capability=SOL-MES").content.decode()
    assert 'value="내 이름"' in back
    assert 'value="내 이름"' not in new + again
    assert back.count("has-errors") == 1
    assert "has-errors" not in new + again


def test_other_rows_are_offered_as_soon_as_they_are_loaded(reference: None) -> None:
    capability, standard = Capability.objects.get(pk="SOL-MES"), Standard.objects.earliest("pk")
    assert "새 표준" not in offer_parts(FILLED, capability)["standards"]
    Standard.objects.filter(pk=standard.pk).update(name="새 표준")
    ReferenceVersion.objects.filter(table="capabilities").update(loaded_at=timezone.now())
    assert "새 표준" in offer_parts(FILLED, capability)["standards"]


def test_rows_that_nobody_knows_the_state_of_are_drawn_anew(reference: None) -> None:
    ReferenceVersion.objects.all().delete()
    capability = Capability.objects.get(pk="SOL-MES")
    assert "새 표준" not in offer_parts(FILLED, capability)["standards"]
    Standard.objects.filter(pk=Standard.objects.earliest("pk").pk).update(name="새 표준")
    assert "새 표준" in offer_parts(FILLED, capability)["standards"]
