"""A member steps out: its lines go, the others' signatures stay, the open slot shows, and what was in is withdrawn."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.notifications.models import Message
from matchmaker.sourcing.models import Quote, QuoteLine, QuotePart, Rfq
from matchmaker.sourcing.quotes.costing import totals_of
from matchmaker.sourcing.quotes.coverage import cover_of
from matchmaker.sourcing.quotes.errors import Chosen, NotReady
from matchmaker.sourcing.quotes.services import member_withdraw, quote_revise, quote_submit
from matchmaker.sourcing.services import invitation_withdraw
from matchmaker.sourcing.tasks import sweep_timers
from tests.cast import Browsers
from tests.sourcing.scenes import firm, invitation
from tests.sourcing.stages import accepted_rfq, active_award, draft_quote, opened_quote


@pytest.fixture
def rfq(sme: User, supplier: User, rival: User) -> Rfq:
    return accepted_rfq(sme, supplier, rival)


def no_orphans() -> None:
    """Every line has a part, every part of a draft an invitation that still says yes, every item line its slot."""
    for part in QuotePart.objects.filter(quote__status="draft"):
        assert part.invitation.status == "accepted"
    for line in QuoteLine.objects.filter(part__quote__status="draft"):
        assert line.slot in (-1, *line.part.slots)


def kinds(user: User) -> list[str]:
    found = Message.objects.filter(recipient=user, kind__startswith="quote").order_by("pk")
    return list(found.values_list("kind", flat=True))


def test_a_draft_loses_the_member_with_its_lines_and_keeps_the_others_signatures(
    rfq: Rfq, supplier: User, rival: User, client_for: Browsers
) -> None:
    quote = draft_quote(rfq, signed=True)
    before = totals_of(quote).build_krw
    client_for(rival).post(f"/quotes/{quote.pk}/withdraw/", {"reason": "capacity"})
    assert invitation(rfq, rival).status == "withdrawn"
    no_orphans()
    quote = Quote.objects.get()
    assert [(part.supplier, part.signed_at is not None) for part in quote.parts.all()] == [(firm(supplier), True)]
    assert totals_of(quote).build_krw == before - 9_300_000
    assert cover_of(quote).waiting == (1,)
    assert cover_of(quote).musts_open == 1
    with pytest.raises(NotReady):
        quote_submit(quote=quote, supplier=firm(supplier), actor=supplier)


def test_what_was_open_is_withdrawn_with_its_reason_and_the_others_go_on(
    rfq: Rfq, sme: User, supplier: User, rival: User, client_for: Browsers
) -> None:
    opened = opened_quote(rfq)
    client_for(rival).post(f"/quotes/{opened.pk}/withdraw/", {"reason": "terms"})
    opened.refresh_from_db()
    event = opened.events.first()
    assert (opened.status, event.to, event.reason, event.actor) == ("withdrawn", "withdrawn", "terms", rival)
    draft = Quote.objects.get(status="draft")
    assert (draft.previous, draft.revision) == (opened, 2)
    assert [part.supplier for part in draft.parts.all()] == [firm(supplier)]
    assert totals_of(draft).build_krw == 93_000_000
    no_orphans()
    assert kinds(sme) == kinds(supplier) == ["quote_withdrawn"]
    assert Message.objects.filter(kind="quote_withdrawn").first().payload["opened"] is True
    assert client_for(sme).get(f"/quotes/{draft.pk}/").status_code == 404
    assert client_for(rival).get(f"/quotes/{draft.pk}/").status_code == 404


def test_the_lead_itself_may_leave_and_another_leads(rfq: Rfq, supplier: User, rival: User) -> None:
    draft_quote(rfq)
    draft = member_withdraw(invitation=invitation(rfq, supplier), actor=supplier, reason="other")
    assert draft is not None
    assert [(part.supplier, part.lead) for part in draft.parts.all()] == [(firm(rival), True)]


def test_with_nobody_left_the_draft_ends(sme: User, supplier: User) -> None:
    rfq = accepted_rfq(sme, supplier)
    draft_quote(rfq)
    assert member_withdraw(invitation=invitation(rfq, supplier), actor=supplier, reason="other") is None
    assert Quote.objects.get().status == "withdrawn"


def test_a_revision_under_way_and_the_quote_that_is_in_both_follow(rfq: Rfq, supplier: User, rival: User) -> None:
    opened = opened_quote(rfq)
    draft = quote_revise(quote=opened, actor=supplier)
    assert member_withdraw(invitation=invitation(rfq, rival), actor=rival, reason="other") == draft
    opened.refresh_from_db()
    assert opened.status == "withdrawn"
    assert draft.parts.count() == 1
    no_orphans()


def test_nobody_leaves_a_chosen_quote_by_this_door(rfq: Rfq, rival: User, client_for: Browsers) -> None:
    opened = opened_quote(rfq)
    active_award(opened)
    with pytest.raises(Chosen):
        member_withdraw(invitation=invitation(rfq, rival), actor=rival, reason="other")
    assert invitation(rfq, rival).status == "accepted"


def test_leaving_without_a_reason_changes_nothing(rfq: Rfq, rival: User, client_for: Browsers) -> None:
    quote = draft_quote(rfq)
    for data in ({}, {"reason": "bored"}, {"reason": "suspended"}):
        answer = client_for(rival).post(f"/quotes/{quote.pk}/withdraw/", data)
        assert answer.status_code == 422
        assert answer.context["form"].errors
    assert quote.parts.count() == 2


def test_leaving_twice_is_leaving_once(rfq: Rfq, sme: User, rival: User, client_for: Browsers) -> None:
    opened = opened_quote(rfq)
    for _ in range(2):
        client_for(rival).post(f"/quotes/{opened.pk}/withdraw/", {"reason": "terms"})
    assert Quote.objects.count() == 2
    assert kinds(sme) == ["quote_withdrawn"]


def test_the_clock_takes_out_whoever_left_without_this_room_being_told(
    rfq: Rfq, sme: User, supplier: User, rival: User
) -> None:
    quote = draft_quote(rfq)
    invitation_withdraw(invitation=invitation(rfq, rival), actor=None, reason="suspended")
    Rfq.objects.update(next_check_at=timezone.now() + timedelta(days=1))
    assert sweep_timers() == 1
    assert sweep_timers() == 0
    assert [part.supplier for part in quote.parts.all()] == [firm(supplier)]
    no_orphans()
