"""The lead hands in once all have signed, once; unsealed it can be read at once, and from then on never changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from demand.models import Need
from matchmaker.accounts.models import User
from matchmaker.lib.korea import working_days_after
from matchmaker.matching.models import Feedback
from matchmaker.notifications.models import Message
from matchmaker.sourcing.choices import CostHead
from matchmaker.sourcing.models import Quote, QuotePart, Rfq, RfqInvitation, Round
from matchmaker.sourcing.quotes.errors import AlreadyHandedIn, LeadOnly, NotReady, QuoteFixed
from matchmaker.sourcing.quotes.services import Entry, lines_save, part_sign, quote_submit, terms_save
from matchmaker.sourcing.tasks import sweep_timers
from tests.at_once import at_once
from tests.cast import Browsers
from tests.sourcing.scenes import firm
from tests.sourcing.stages import accepted_rfq, draft_quote

SEOUL = ZoneInfo("Asia/Seoul")
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=SEOUL)


@pytest.fixture
def rfq(sme: User, supplier: User, rival: User) -> Rfq:
    return accepted_rfq(sme, supplier, rival)


@pytest.fixture
def ready(rfq: Rfq) -> Quote:
    return draft_quote(rfq, signed=True)


def kinds(user: User) -> list[str]:
    return list(Message.objects.filter(recipient=user).order_by("pk").values_list("kind", flat=True))


def submit(quote: Quote, user: User) -> Quote:
    return quote_submit(quote=quote, supplier=firm(user), actor=user)


def test_handed_in_it_can_be_read_and_everybody_hears_of_it(
    ready: Quote, sme: User, supplier: User, rival: User, client_for: Browsers
) -> None:
    assert client_for(sme).get(f"/quotes/{ready.pk}/").status_code == 404
    client_for(supplier).post(f"/quotes/{ready.pk}/submit/")
    ready.refresh_from_db()
    assert (ready.status, ready.submitted_by) == ("opened", supplier)
    assert [event.to for event in ready.events.all()] == ["opened", "submitted"]
    assert [kinds(user) for user in (sme, supplier, rival)] == [["quote_handed_in"]] * 3
    assert set(Feedback.objects.values_list("kind", "supplier")) == {
        ("quoted", firm(supplier).pk),
        ("quoted", firm(rival).pk),
    }
    page = client_for(sme).get(f"/quotes/{ready.pk}/").content.decode()
    for words in ("1억 230만원", "1억 1,253만원", "다온테크", "공동이행", "24시간 안"):
        assert words in page
    assert f"/quotes/{ready.pk}/" in client_for(sme).get(f"/requests/{ready.rfq_id}/").content.decode()


def test_the_decision_clock_begins_when_the_quotes_were_due(ready: Quote, supplier: User) -> None:
    around = Round.objects.get()
    submit(ready, supplier)
    fifth = working_days_after(timezone.localdate(around.quotes_due_at), 5)
    around.refresh_from_db()
    assert timezone.localtime(around.decide_by).date() == fifth
    assert timezone.localtime(around.decide_by).hour == 18


def test_the_decision_clock_of_a_late_quote_begins_with_it_and_is_never_moved_again(sme: User, supplier: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        quote = draft_quote(accepted_rfq(sme, supplier, quotes_due_at=MONDAY - timedelta(days=3)), signed=True)
        submit(quote, supplier)
        assert Round.objects.get().decide_by == datetime(2026, 11, 30, 18, 0, tzinfo=SEOUL)
        clock.shift(timedelta(days=2))
        submit(draft_quote(accepted_rfq(sme, supplier, need=quote.rfq.need), signed=True), supplier)
        assert Round.objects.get().decide_by == datetime(2026, 11, 30, 18, 0, tzinfo=SEOUL)


def unsigned(quote: Quote) -> None:
    QuotePart.objects.filter(quote=quote, lead=False).update(signed_at=None)


def without_terms(quote: Quote) -> None:
    Quote.objects.filter(pk=quote.pk).update(onsite_hours=None, data_owner="")


def run_out(quote: Quote) -> None:
    Quote.objects.filter(pk=quote.pk).update(valid_until=timezone.localdate())


def slot_waiting(quote: Quote) -> None:
    RfqInvitation.objects.filter(rfq=quote.rfq, lead=False).update(status="seen")


def slot_declined(quote: Quote) -> None:
    RfqInvitation.objects.filter(rfq=quote.rfq, lead=False).update(status="declined")


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (unsigned, "다온테크"),
        (without_terms, "현장 출동 약속(시간), 데이터 주인"),
        (run_out, "오늘보다 뒤"),
        (slot_waiting, "기다리는 부분이 1개"),
        (slot_declined, "기다리는 부분이 1개"),
    ],
)
def test_what_is_still_to_do_is_said_and_nothing_is_handed_in(
    break_it: Callable[[Quote], None], words: str, ready: Quote, supplier: User, sme: User, client_for: Browsers
) -> None:
    break_it(ready)
    with pytest.raises(NotReady) as refused:
        submit(ready, supplier)
    assert words in refused.value.message
    page = client_for(supplier).post(f"/quotes/{ready.pk}/submit/", follow=True).content.decode()
    assert words in page
    ready.refresh_from_db()
    assert (ready.status, kinds(sme)) == ("draft", [])


def test_a_stated_gap_does_not_hold_up_the_rest(ready: Quote, supplier: User) -> None:
    slot_declined(ready)
    Rfq.objects.update(gap=[1])
    assert submit(ready, supplier).status == "opened"
    assert [part.supplier for part in ready.parts.all()] == [firm(supplier)]


def test_only_the_lead_hands_in(ready: Quote, rival: User, client_for: Browsers) -> None:
    with pytest.raises(LeadOnly):
        submit(ready, rival)
    assert "대표 공급기업만" in client_for(rival).post(f"/quotes/{ready.pk}/submit/", follow=True).content.decode()


def test_submitting_twice_is_one_submission(ready: Quote, sme: User, supplier: User, client_for: Browsers) -> None:
    browser = client_for(supplier)
    browser.post(f"/quotes/{ready.pk}/submit/")
    page = browser.post(f"/quotes/{ready.pk}/submit/", follow=True).content.decode()
    assert "이미 낸 견적입니다" in page
    assert kinds(sme) == ["quote_handed_in"]
    assert Feedback.objects.count() == 2
    assert ready.events.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_people_at_once_one_hands_in_and_the_other_is_told(sme: User, supplier: User) -> None:
    quote = draft_quote(accepted_rfq(sme, supplier), signed=True)
    results = at_once(lambda: submit(quote, supplier), lambda: submit(quote, supplier))
    assert sorted(type(result).__name__ for result in results) == ["AlreadyHandedIn", "Quote"]
    assert kinds(sme) == ["quote_handed_in"]


@pytest.mark.django_db(transaction=True)
def test_a_line_changed_at_the_same_instant_is_either_signed_for_or_not_handed_in(sme: User, supplier: User) -> None:
    quote = draft_quote(accepted_rfq(sme, supplier), signed=True)
    more = [Entry(CostHead.ITEM, 1, slot=0)]
    results = at_once(
        lambda: submit(quote, supplier),
        lambda: lines_save(quote=quote, supplier=firm(supplier), entries=more, actor=supplier),
    )
    quote.refresh_from_db()
    told = {type(result) for result in results if isinstance(result, Exception)}
    assert told == ({QuoteFixed} if quote.status == "opened" else {NotReady})


def test_what_was_handed_in_is_never_written_again(ready: Quote, supplier: User, client_for: Browsers) -> None:
    submit(ready, supplier)
    before = list(ready.parts.get(lead=True).lines.values_list("head", "amount_krw"))
    own = {"quote": ready, "supplier": firm(supplier), "actor": supplier}
    with pytest.raises(QuoteFixed):
        lines_save(entries=[], **own)
    with pytest.raises(QuoteFixed):
        terms_save(terms={"delivery_weeks": 1}, **own)
    with pytest.raises(QuoteFixed):
        part_sign(**own)
    with pytest.raises(AlreadyHandedIn):
        quote_submit(**own)
    page = client_for(supplier).post(f"/quotes/{ready.pk}/lines/", {"item-0": "1만"}, follow=True).content.decode()
    assert "이미 낸 견적은 고칠 수 없습니다" in page
    assert list(ready.parts.get(lead=True).lines.values_list("head", "amount_krw")) == before


def test_a_rival_and_strangers_get_404(ready: Quote, sme: User, client_for: Browsers, request: Any) -> None:
    RfqInvitation.objects.filter(lead=False).delete()
    ready.parts.filter(lead=False).delete()
    for status in ("draft", "opened"):
        Quote.objects.update(status=status, opened_at=timezone.now() if status == "opened" else None)
        for who in ("rival", "other_sme", "stranger"):
            browser = client_for(request.getfixturevalue(who))
            for path in ("", "pdf/", "changes/", "lines/", "terms/"):
                assert browser.get(f"/quotes/{ready.pk}/{path}").status_code == 404, (who, path)
            for path in ("lines/", "terms/", "sign/", "submit/", "revise/", "reconfirm/", "withdraw/"):
                assert browser.post(f"/quotes/{ready.pk}/{path}", {"reason": "terms"}).status_code == 404, (who, path)


def test_past_its_last_day_a_quote_expires_once(sme: User, supplier: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        quote = draft_quote(accepted_rfq(sme, supplier), signed=True, valid_until=MONDAY.date() + timedelta(days=30))
        submit(quote, supplier)
        last = datetime(2026, 12, 24, 0, 0, tzinfo=SEOUL)
        # A firm that takes its time: neither the decision nor the need runs out before the quote does.
        Round.objects.update(decide_by=last + timedelta(days=30), remind_decision_at=None, next_check_at=None)
        Need.objects.update(next_check_at=None)
        clock.move_to(last - timedelta(seconds=1))
        sweep_timers()
        quote.refresh_from_db()
        assert quote.status == "opened"
        for moment in (last, last + timedelta(hours=1)):
            clock.move_to(moment)
            sweep_timers()
    quote.refresh_from_db()
    assert (quote.status, quote.next_check_at) == ("expired", None)
    assert kinds(sme) == ["quote_handed_in", "quote_expired"]
    assert kinds(supplier) == ["quote_handed_in", "quote_expired"]
