"""A raised flag holds the award until a reviewer decides; both sides read neutral words; nobody else looks in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from matchmaker.accounts.models import AuditEntry, Membership, User
from matchmaker.coverage.clock import TIMERS
from matchmaker.coverage.flags.selectors import precision
from matchmaker.coverage.flags.services import flag_decide, quote_inspect
from matchmaker.coverage.models import Flag
from matchmaker.lib.timers import settle_due
from matchmaker.lib.transitions import MoveRefused
from matchmaker.notifications.models import Message
from matchmaker.sourcing.awards.errors import NotPassed, UnderReview
from matchmaker.sourcing.awards.services import award_check, award_confirm, award_make
from matchmaker.sourcing.models import Award, Quote
from tests.cast import Browsers
from tests.query_budgets import assert_budget
from tests.sourcing.awards.scenes import offered

pytestmark = pytest.mark.django_db
QUEUE = reverse("coverage:flags")
BAD = "자부담 대납해 드립니다"


def case(quote: Quote) -> str:
    return reverse("coverage:flag_case", args=[quote.pk])


@pytest.fixture
def held(sme: User, supplier: User, rival: User, administrator: User) -> Quote:
    """Chosen, and its note says what it should not; another quote stands beside it."""
    quote, _other = offered(sme, supplier, rival)
    Quote.objects.filter(pk=quote.pk).update(note=BAD)
    # Not one ratio of all lines: only the words are to be found.
    for line, won in zip(_other.parts.get().lines.order_by("pk"), range(10**6, 10**8, 7 * 10**6), strict=False):
        type(line).objects.filter(pk=line.pk).update(amount_krw=won)
    award_make(quote=quote, actor=sme)
    settle_due(TIMERS)
    quote.refresh_from_db()
    return quote


def test_an_ordinary_quote_is_cleared_at_once_and_only_once(sme: User, supplier: User) -> None:
    quote = offered(sme, supplier)[0]
    assert quote_inspect(quote=quote)
    assert not quote_inspect(quote=quote)
    assert Quote.objects.get().review == "clear"
    assert Flag.objects.filter(quote=quote).count() == 8
    assert not Message.objects.filter(kind="flag_raised").exists()


def test_nothing_holds_before_it_was_looked_through(sme: User, supplier: User, settings: Any) -> None:
    settings.CHECK_BEFORE_AWARD = True
    award = award_make(quote=offered(sme, supplier)[0], actor=sme)
    with pytest.raises(UnderReview):
        award_confirm(award=award, actor=supplier)
    settle_due(TIMERS)
    assert award_confirm(award=award, actor=supplier).status == "active"


def test_a_flag_holds_the_award_until_it_is_cleared(
    held: Quote, sme: User, supplier: User, administrator: User, client_for: Browsers
) -> None:
    award = Award.objects.get()
    assert held.review == "held"
    with pytest.raises(UnderReview):
        award_confirm(award=award, actor=supplier)
    Award.objects.update(confirm_by=timezone.now(), next_check_at=timezone.now())
    assert award_check(award=award) == ""
    page = client_for(sme).get(reverse("sourcing:award", args=[award.pk])).content.decode()
    assert "서류를 확인하고 있습니다" in page
    assert "/programme/" not in page
    assert "되돌려 준다" not in page
    flag = Flag.objects.get(status="raised")
    flag_decide(flag=flag, actor=administrator, to="cleared", note="농담이었음")
    award.refresh_from_db()
    assert award.confirm_by > timezone.now()
    assert award_confirm(award=award, actor=supplier).status == "active"
    with pytest.raises(MoveRefused):
        flag_decide(flag=Flag.objects.get(pk=flag.pk), actor=administrator, to="confirmed")


def test_a_confirmed_flag_gives_the_next_its_turn(held: Quote, sme: User, administrator: User) -> None:
    flag_decide(flag=Flag.objects.get(status="raised"), actor=administrator, to="confirmed", note="글로 확인")
    first, second = Award.objects.order_by("position")
    assert (first.status, first.reason, second.status) == ("refused", "review", "pending")
    assert second.quote_id != held.pk
    held.refresh_from_db()
    assert (held.status, held.review) == ("withdrawn", "refused")
    shares = {row.rule: (row.confirmed, row.decided, row.share) for row in precision()}
    assert shares["words"] == (1, 1, 1.0)
    assert shares["price"] == (0, 0, None)


def test_what_did_not_pass_cannot_be_chosen(sme: User, supplier: User) -> None:
    quote = offered(sme, supplier)[0]
    Quote.objects.update(review="refused")
    with pytest.raises(NotPassed):
        award_make(quote=quote, actor=sme)


def test_the_reviewer_reads_evidence_and_decides_once_and_each_look_is_noted(
    held: Quote, administrator: User, client_for: Browsers
) -> None:
    client = client_for(administrator)
    assert case(held) in client.get(QUEUE).content.decode()
    page = client.get(case(held)).content.decode()
    assert "자부담 대납" in page
    assert AuditEntry.objects.filter(action="read", target_id=str(held.pk), actor=administrator).exists()
    flag = Flag.objects.get(status="raised")
    decide = reverse("coverage:flag_decide", args=[flag.pk])
    assert client.post(decide, {"to": "cleared"}).status_code == 422
    assert Flag.objects.get(pk=flag.pk).status == "raised"
    for _ in range(2):
        assert client.post(decide, {"to": "cleared", "note": "확인함"}).status_code == 302
    assert Flag.objects.get(pk=flag.pk).events.filter(to="cleared").count() == 1
    assert case(held) not in client.get(QUEUE).content.decode()
    assert case(held) in client.get(QUEUE + "?show=decided").content.decode()


def test_other_offices_analysts_and_both_sides_see_nothing(
    held: Quote, sme: User, supplier: User, regional: User, elsewhere: User, analyst: User, client_for: Browsers
) -> None:
    assert client_for(regional).get(case(held)).status_code == 200
    assert case(held) not in client_for(elsewhere).get(QUEUE).content.decode()
    for user in (elsewhere, analyst, sme, supplier):
        assert client_for(user).get(case(held)).status_code == 404
    assert set(Message.objects.filter(kind="flag_raised").values_list("recipient__email", flat=True)) == {
        "admin@example.com"
    }


def test_a_reviewer_from_one_of_the_sides_decides_nothing(
    held: Quote, administrator: User, supplier: User, client_for: Browsers
) -> None:
    home = supplier.memberships.get().organisation
    Membership.objects.create(user=administrator, organisation=home, role="member")
    decide = reverse("coverage:flag_decide", args=[Flag.objects.get(status="raised").pk])
    assert client_for(administrator).post(decide, {"to": "cleared", "note": "a"}).status_code == 404


def test_after_five_working_days_the_offices_are_told_once_more(held: Quote) -> None:
    flag = Flag.objects.get(status="raised")
    assert timezone.now() + timedelta(days=4) < flag.due_at < timezone.now() + timedelta(days=14)
    Flag.objects.update(next_check_at=timezone.now() - timedelta(minutes=1))
    for _ in range(2):
        settle_due(TIMERS)
    assert Message.objects.filter(kind="flag_raised", payload__late=True).count() == 1
    assert Quote.objects.get(pk=held.pk).review == "held"


def test_the_pages_keep_their_budget(held: Quote, administrator: User, client_for: Browsers) -> None:
    client = client_for(administrator)
    for name, url in (("flags", QUEUE), ("flag_case", case(held))):
        client.get(url)
        assert_budget(client, url, f"coverage:{name}")
