"""Sealed: nobody but its members reads a quote before the opening; then all open at once, and the opening is logged."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib import admin
from django.urls import reverse

from matchmaker.accounts.models import User
from matchmaker.notifications.models import Message
from matchmaker.sourcing.awards.selectors import compared_quotes
from matchmaker.sourcing.models import Quote, QuoteLine, QuotePart, Round
from matchmaker.sourcing.quotes.errors import TooLate
from matchmaker.sourcing.quotes.services import quote_revise, quote_submit, round_open
from matchmaker.sourcing.services import rfq_cancel
from matchmaker.sourcing.tasks import sweep_timers
from tests.at_once import at_once
from tests.cast import Browsers
from tests.sourcing.scenes import firm
from tests.sourcing.stages import accepted_rfq, draft_quote

SEOUL = ZoneInfo("Asia/Seoul")
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=SEOUL)
DUE = datetime(2026, 12, 7, 18, 0, tzinfo=SEOUL)


def sealed_quote(sme: User, supplier: User, need: Any = None, **fields: Any) -> Quote:
    """Handed in by its only member, and not opened yet."""
    rfq = accepted_rfq(sme, supplier, need=need, sealed=True, quotes_due_at=DUE, **fields)
    return quote_submit(quote=draft_quote(rfq, signed=True), supplier=firm(supplier), actor=supplier)


def kinds(user: User) -> list[str]:
    return list(Message.objects.filter(recipient=user).order_by("pk").values_list("kind", flat=True))


def test_before_the_opening_nobody_but_its_members_reads_it(
    sme: User, supplier: User, client_for: Browsers, request: Any
) -> None:
    with time_machine.travel(MONDAY, tick=False):
        quote = sealed_quote(sme, supplier)
        assert quote.status == "submitted"
        for who in ("sme", "administrator", "rival", "other_sme", "stranger"):
            browser = client_for(request.getfixturevalue(who))
            for path in ("", "pdf/", "changes/"):
                assert browser.get(f"/quotes/{quote.pk}/{path}").status_code == 404, (who, path)
        page = client_for(sme).get(f"/requests/{quote.rfq_id}/").content.decode()
        assert "봉인된 견적이 들어와 있습니다. 12월 7일(월) 오후 6시에 열립니다." in page
        assert "9,300만" not in page
        assert client_for(supplier).get(f"/quotes/{quote.pk}/").status_code == 200
        assert not compared_quotes(quote.rfq.need).exists()
        assert client_for(sme).get(f"/quotes/{quote.pk}/award/").status_code == 404
    assert [message.payload for message in Message.objects.filter(recipient=sme)] == [
        {"need": str(quote.rfq.need), "side": "demand", "supplier": "가온시스템", "sealed": True, "revision": 1,
         "opens_at": Round.objects.get().quotes_due_at.isoformat()}
    ]  # fmt: skip


def test_what_was_never_opened_stays_shut_whatever_its_state_says(
    sme: User, supplier: User, administrator: User, client_for: Browsers
) -> None:
    with time_machine.travel(MONDAY, tick=False):
        quote = sealed_quote(sme, supplier)
        for status in ("opened", "selected", "lost", "expired"):
            Quote.objects.filter(pk=quote.pk).update(status=status)
            assert not compared_quotes(quote.rfq.need).exists()
            for path in ("", "pdf/", "award/"):
                assert client_for(sme).get(f"/quotes/{quote.pk}/{path}").status_code == 404, (status, path)
            for path in ("", "pdf/"):
                assert client_for(administrator).get(f"/quotes/{quote.pk}/{path}").status_code == 404, (status, path)


def test_staff_cannot_look_through_the_back_door() -> None:
    assert not {Quote, QuotePart, QuoteLine} & set(admin.site._registry)


def test_at_the_opening_all_open_at_once_and_it_is_logged(
    sme: User, supplier: User, rival: User, administrator: User, client_for: Browsers
) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        one = sealed_quote(sme, supplier)
        other = sealed_quote(sme, rival, need=one.rfq.need)
        clock.move_to(DUE - timedelta(seconds=1))
        assert sweep_timers() == 0
        assert not compared_quotes(one.rfq.need).exists()
        clock.move_to(DUE)
        assert sweep_timers() >= 1
        clock.shift(timedelta(hours=1))
        assert sweep_timers() == 0
        for user in (sme, administrator):
            assert client_for(user).get(f"/quotes/{one.pk}/").status_code == 200
    around = Round.objects.get()
    assert around.opened_at == DUE
    assert around.decide_by == datetime(2026, 12, 14, 18, 0, tzinfo=SEOUL)
    assert set(compared_quotes(around.need)) == {one, other}
    for quote in (one, other):
        event = quote.events.first()
        assert (event.to, event.reason, event.actor, event.at) == ("opened", "opening", None, DUE)
    assert kinds(sme)[-1] == "quotes_opened"
    assert kinds(sme).count("quotes_opened") == 1
    assert Message.objects.get(kind="quotes_opened").payload["count"] == 2


def test_with_nothing_handed_in_the_firm_hears_that_too_once(sme: User, supplier: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        draft_quote(accepted_rfq(sme, supplier, sealed=True, quotes_due_at=DUE))
        clock.move_to(DUE)
        sweep_timers()
        assert sweep_timers() == 0
    assert Message.objects.get(kind="quotes_opened").payload["count"] == 0
    assert Round.objects.get().decide_by is None


def test_what_the_firm_no_longer_asks_for_stays_closed(sme: User, supplier: User, client_for: Browsers) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        quote = sealed_quote(sme, supplier)
        rfq_cancel(rfq=quote.rfq, actor=sme, reason="later")
        clock.move_to(DUE)
        sweep_timers()
        assert client_for(sme).get(f"/quotes/{quote.pk}/").status_code == 404
    assert Message.objects.get(kind="quotes_opened").payload["count"] == 0


def test_after_the_deadline_no_sealed_quote_comes_in(sme: User, supplier: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        quote = draft_quote(accepted_rfq(sme, supplier, sealed=True, quotes_due_at=DUE), signed=True)
        clock.move_to(DUE)
        for _ in range(2):  # before the sweep and after it
            with pytest.raises(TooLate):
                quote_submit(quote=quote, supplier=firm(supplier), actor=supplier)
            sweep_timers()
    quote.refresh_from_db()
    assert quote.status == "draft"


def test_what_was_replaced_before_the_opening_is_never_read(sme: User, supplier: User, client_for: Browsers) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        old = sealed_quote(sme, supplier)
        new = quote_revise(quote=old, actor=supplier)
        new.parts.update(signed_at=MONDAY)
        quote_submit(quote=new, supplier=firm(supplier), actor=supplier)
        clock.move_to(DUE)
        sweep_timers()
        assert client_for(sme).get(f"/quotes/{old.pk}/").status_code == 404
        assert client_for(sme).get(f"/quotes/{new.pk}/").status_code == 200
        assert client_for(sme).get(f"/quotes/{new.pk}/changes/").status_code == 404
        assert "changes/" not in client_for(sme).get(f"/quotes/{new.pk}/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_handing_in_and_opening_at_once_leave_no_quote_behind(sme: User, supplier: User, rival: User) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        one = sealed_quote(sme, rival)
        late = draft_quote(accepted_rfq(sme, supplier, need=one.rfq.need), signed=True)
        clock.move_to(DUE)
        around = Round.objects.get()
        results = at_once(
            lambda: round_open(round=around),
            lambda: round_open(round=around),
            lambda: quote_submit(quote=late, supplier=firm(supplier), actor=supplier),
        )
    assert sorted(result for result in results[:2]) == [0, 1]
    assert isinstance(results[2], TooLate)
    assert set(Quote.objects.values_list("pk", "status")) == {(one.pk, "opened"), (late.pk, "draft")}


def test_the_address_of_the_page_says_nothing_of_the_price(sme: User, supplier: User) -> None:
    with time_machine.travel(MONDAY, tick=False):
        quote = sealed_quote(sme, supplier)
    letter = Message.objects.get(recipient=sme)
    assert letter.url == reverse("sourcing:rfq", args=[quote.rfq_id])
