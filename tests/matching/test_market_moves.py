"""Whatever a supplier or an administrator does through the services is found, and only another shortlist is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from demand.models import Need
from demand.services import need_facts_change, need_withdraw
from matchmaker.matching import tasks
from matchmaker.matching.freshening import shortlists_freshen
from matchmaker.matching.models import MatchRun, Shortlist
from matchmaker.matching.services import run_request
from matchmaker.notifications.models import Message
from suppliers.choices import SuspendReason
from suppliers.models import Offer
from suppliers.offer_form import OfferForm, initial_of
from suppliers.services import offer_hide, offer_publish, offer_save, supplier_update
from suppliers.standing import supplier_suspend
from suppliers.vocabulary import vocabulary_load
from tests import factories
from tests.matching.scenes import ask, finished_run, firm, stale_needs, stock

pytestmark = pytest.mark.django_db
Change = Callable[[Any, Any, Any], None]


def saved(offer: Offer, **changed: Any) -> None:
    """The offer's form, sent with these fields changed."""
    vocabulary = vocabulary_load()
    form = OfferForm({**initial_of(offer, vocabulary), **changed}, vocabulary=vocabulary)
    assert form.is_valid(), form.errors
    offer_save(supplier=offer.supplier, data=form.cleaned_data, all_regions=list(vocabulary.regions), offer=offer)


def mes_of(user: Any) -> Offer:
    return Offer.objects.get(supplier=firm(user), capability="SOL-MES")


def dearer(supplier: Any, rival: Any, office: Any) -> None:
    saved(mes_of(supplier), price_typical="2억", price_high="2억")


def hidden(supplier: Any, rival: Any, office: Any) -> None:
    offer_hide(offer=mes_of(supplier), actor=supplier)


def full(supplier: Any, rival: Any, office: Any) -> None:
    supplier_update(supplier=firm(supplier), fields={"capacity_per_quarter": 0}, business_number="")


def suspended(supplier: Any, rival: Any, office: Any) -> None:
    until = timezone.localdate() + timedelta(days=30)
    supplier_suspend(supplier=firm(supplier), actor=office, reason=SuspendReason.values[0], until=until)


def another_subject(supplier: Any, rival: Any, office: Any) -> None:
    saved(mes_of(supplier), capability="SOL-ERP")


def a_new_offer(supplier: Any, rival: Any, office: Any) -> None:
    draft = factories.offer(firm(rival), "SOL-MES", status="draft", price_low_krw=1, price_typical_krw=50_000_000)
    offer_publish(offer=draft, actor=rival)


@pytest.mark.parametrize("change", [dearer, hidden, full, suspended, another_subject, a_new_offer])
def test_a_change_of_the_market_makes_the_need_stale_and_its_new_shortlist_is_told_once(
    change: Change, sme: Any, supplier: Any, rival: Any, administrator: Any
) -> None:
    stock(supplier, rival)
    need = ask(sme, "SOL-MES")
    finished_run(need)
    assert stale_needs() == []
    change(supplier, rival, administrator)
    assert stale_needs() == [need]
    again(need)
    assert stale_needs() == []
    assert Message.objects.filter(kind="shortlist_changed").count() == 1
    tasks.rematch_stale()
    assert MatchRun.objects.filter(need=need).count() == 2


def test_a_change_that_leaves_the_shortlist_as_it_was_is_looked_at_and_told_to_nobody(
    sme: Any, supplier: Any, rival: Any
) -> None:
    stock(supplier, rival)
    need = ask(sme, "SOL-MES")
    finished_run(need)
    saved(mes_of(supplier), service_terms="원격 지원")
    assert stale_needs() == []
    assert MatchRun.objects.filter(need=need).count() == 1
    assert not Message.objects.filter(kind="shortlist_changed").exists()


def again(need: Need) -> None:
    tasks.rematch_stale()
    run = MatchRun.objects.get(need=need, status="queued")
    assert run.trigger == "stale"
    tasks.run(run.pk)
    run.refresh_from_db()
    assert run.status == "done"


@pytest.mark.parametrize("ground", ["", "as it is"])
def test_slots_that_nothing_touched_keep_what_they_hold_unless_another_ranker_found_it(
    sme: Any, supplier: Any, rival: Any, ground: str
) -> None:
    stock(supplier, rival)
    need = ask(sme, "SOL-MES")
    finished_run(need)
    shortlists_freshen()
    row = Shortlist.objects.get(pk=need.pk)
    assert row.slots > 1
    right, last = bytes(row.offers), 8 * Shortlist.PLACES * (row.slots - 1)
    nobody = right[:last] + (-1).to_bytes(8, "little", signed=True) * Shortlist.PLACES
    Shortlist.objects.update(offers=nobody, ground=row.ground if ground else "")
    dearer(supplier, rival, None)
    assert shortlists_freshen() == [need.pk]
    row.refresh_from_db()
    assert bytes(row.offers)[last:] == (nobody if ground else right)[last:]


@pytest.mark.parametrize("taken_back", [True, False])
def test_a_run_of_a_need_taken_back_or_withdrawn_meanwhile_writes_nothing(
    sme: Any, supplier: Any, rival: Any, taken_back: bool
) -> None:
    stock(supplier, rival)
    need = ask(sme, "SOL-MES")
    run = run_request(need=need, trigger="asked")
    if taken_back:
        need_facts_change(need=need, values={"budget_krw": 10_000_000}, actor=sme)
    else:
        need_withdraw(need=need, actor=sme)
    tasks.run(run.pk)
    run.refresh_from_db()
    assert (run.status, run.error) == ("failed", "need_not_ready")
    assert not run.packages.exists()
    assert not Message.objects.exists()
