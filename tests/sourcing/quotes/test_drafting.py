"""Members write one draft together: each its own lines, an empty box is missing, a change needs a new signature."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from matchmaker.accounts.models import User
from matchmaker.notifications.models import Message
from matchmaker.sourcing.choices import CostHead, InvitationStatus
from matchmaker.sourcing.models import Quote, QuoteLine, QuotePart, Rfq, RfqInvitation
from matchmaker.sourcing.quotes.errors import LeadOnly, NobodyYet, NotYours, RequestGone
from matchmaker.sourcing.quotes.services import Entry, lines_save, part_sign, quote_open, terms_save
from matchmaker.sourcing.services import rfq_cancel
from tests.at_once import at_once
from tests.cast import Browsers
from tests.sourcing.scenes import firm, invitation
from tests.sourcing.stages import accepted_rfq

ITEM = Entry(CostHead.ITEM, 60_000_000, slot=0)
WORK = Entry(CostHead.ENGINEERING, grade="high", days=Decimal("12.5"), rate_krw=400_000)


@pytest.fixture
def rfq(sme: User, supplier: User, rival: User) -> Rfq:
    return accepted_rfq(sme, supplier, rival)


def part_of(quote: Quote, user: User) -> QuotePart:
    return quote.parts.get(supplier=firm(user))


def test_one_click_from_the_invitation_begins_the_quote(rfq: Rfq, supplier: User, client_for: Browsers) -> None:
    browser, row = client_for(supplier), invitation(rfq, supplier)
    assert "견적 쓰기" in browser.get(f"/invitations/{row.pk}/").content.decode()
    for _ in range(2):
        answer = browser.post(f"/invitations/{row.pk}/quote/")
    quote = Quote.objects.get()
    assert answer.url == f"/quotes/{quote.pk}/lines/"
    assert [(part.lead, part.slots) for part in quote.parts.all()] == [(True, [0]), (False, [1])]
    assert f"/quotes/{quote.pk}/" in browser.get(f"/invitations/{row.pk}/").content.decode()


def test_nobody_begins_before_somebody_said_yes(rfq: Rfq, supplier: User, client_for: Browsers) -> None:
    RfqInvitation.objects.update(status="sent")
    with pytest.raises(NobodyYet):
        quote_open(rfq=rfq)
    assert client_for(supplier).post(f"/invitations/{invitation(rfq, supplier).pk}/quote/").status_code == 404


def test_whoever_says_yes_later_joins_and_nobody_elses_signature_goes(rfq: Rfq, supplier: User, rival: User) -> None:
    RfqInvitation.objects.filter(pk=invitation(rfq, rival).pk).update(status="seen")
    quote = quote_open(rfq=rfq)
    lines_save(quote=quote, supplier=firm(supplier), entries=[ITEM], actor=supplier)
    part_sign(quote=quote, supplier=firm(supplier), actor=supplier)
    RfqInvitation.objects.filter(pk=invitation(rfq, rival).pk).update(status="accepted")
    assert quote_open(rfq=rfq) == quote
    assert [part.signed_at is not None for part in quote.parts.all()] == [True, False]


def test_two_slots_of_one_member_are_one_part(rfq: Rfq, supplier: User, rival: User) -> None:
    second = invitation(rfq, rival)
    RfqInvitation.objects.filter(pk=second.pk).update(supplier=firm(supplier), status=InvitationStatus.ACCEPTED)
    quote = quote_open(rfq=rfq)
    assert [(part.supplier, part.slots) for part in quote.parts.all()] == [(firm(supplier), [0, 1])]


@pytest.mark.django_db(transaction=True)
def test_two_members_beginning_at_once_share_one_draft(sme: User, supplier: User, rival: User) -> None:
    rfq = accepted_rfq(sme, supplier, rival)
    one, other = at_once(lambda: quote_open(rfq=rfq), lambda: quote_open(rfq=rfq))
    assert one == other == Quote.objects.get()
    assert QuotePart.objects.count() == 2


def typed(**boxes: str) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in boxes.items()}


def test_amounts_are_read_as_people_type_them(rfq: Rfq, supplier: User, client_for: Browsers) -> None:
    quote = quote_open(rfq=rfq)
    boxes = typed(item_0="6천만", days_high="12.5", rate_high="40만원", installation="0", maintenance_2="500만")
    answer = client_for(supplier).post(f"/quotes/{quote.pk}/lines/", {**boxes, "item-0-note": "MES 20명"})
    assert answer.status_code == 302
    rows = {(row.head, row.year): row for row in QuoteLine.objects.all()}
    assert {key: row.amount_krw for key, row in rows.items()} == {
        ("item", 0): 60_000_000,
        ("engineering", 0): 5_000_000,
        ("installation", 0): 0,
        ("maintenance", 2): 5_000_000,
    }
    assert rows["item", 0].note == "MES 20명"
    page = client_for(supplier).get(f"/quotes/{quote.pk}/").content.decode()
    assert "무료" in page
    assert "적지 않음" in page
    assert "12.5일 × 하루 40만원" in page


BAD = [
    ("item-0", {"item-0": "-1"}),
    ("item-0", {"item-0": "200억"}),
    ("item-0", {"item-0": "많이"}),
    ("item-0", {"item-0": "60억", "training": "50억"}),
    ("days-high", {"days-high": "-1", "rate-high": "40만원"}),
    ("days-high", {"days-high": "99999", "rate-high": "40만원"}),
    ("days-high", {"days-high": "NaN", "rate-high": "40만원"}),
    ("rate-high", {"days-high": "3"}),
    ("days-high", {"rate-high": "40만원"}),
    ("rate-high", {"days-high": "3", "rate-high": "9천만원"}),
    ("maintenance-5", {"maintenance-5": "1e9x"}),
    ("__all__", {"item-0": "1만", "item-1": "1만"}),
    ("__all__", {"item-0": "1만", "item-77": "1만"}),
    ("item-0-note", {"item-0": "1만", "item-0-note": "가" * 201}),
]


@pytest.mark.parametrize(("field", "boxes"), BAD)
def test_bad_input_is_told_beside_its_field_and_nothing_is_written(
    field: str, boxes: dict[str, str], rfq: Rfq, supplier: User, client_for: Browsers
) -> None:
    quote = quote_open(rfq=rfq)
    answer = client_for(supplier).post(f"/quotes/{quote.pk}/lines/", {"installation": "0", **boxes})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not QuoteLine.objects.exists()
    assert next(iter(boxes.values())) in answer.content.decode()


def test_a_line_of_another_member_is_refused_below_the_form_too(rfq: Rfq, supplier: User) -> None:
    quote = quote_open(rfq=rfq)
    with pytest.raises(NotYours):
        lines_save(quote=quote, supplier=firm(supplier), entries=[Entry(CostHead.ITEM, 1, slot=1)], actor=supplier)


def test_a_changed_line_takes_only_its_own_members_signature_off(rfq: Rfq, supplier: User, rival: User) -> None:
    quote = quote_open(rfq=rfq)
    for user, slot in ((supplier, 0), (rival, 1)):
        lines_save(quote=quote, supplier=firm(user), entries=[Entry(CostHead.ITEM, 5, slot=slot)], actor=user)
        part_sign(quote=quote, supplier=firm(user), actor=user)
    same = Entry(CostHead.ITEM, 5, slot=0)
    assert not lines_save(quote=quote, supplier=firm(supplier), entries=[same], actor=supplier)
    assert part_of(quote, supplier).signed_at
    assert lines_save(quote=quote, supplier=firm(supplier), entries=[same, WORK], actor=supplier)
    assert part_of(quote, supplier).signed_at is None
    assert part_of(quote, rival).signed_at is not None
    assert [row.kind for row in Message.objects.filter(recipient=supplier)] == ["quote_signed"]


def test_another_way_of_being_liable_asks_all_to_sign_again(rfq: Rfq, supplier: User, rival: User) -> None:
    quote = quote_open(rfq=rfq)
    lines_save(quote=quote, supplier=firm(rival), entries=[Entry(CostHead.ITEM, 5, slot=1)], actor=rival)
    part_sign(quote=quote, supplier=firm(rival), actor=rival)
    terms_save(quote=quote, supplier=firm(supplier), terms={"delivery_weeks": 8}, actor=supplier)
    assert part_of(quote, rival).signed_at is not None
    terms_save(quote=quote, supplier=firm(supplier), terms={"liability": "several"}, actor=supplier)
    assert part_of(quote, rival).signed_at is None


def test_a_signature_needs_a_line(rfq: Rfq, supplier: User, client_for: Browsers) -> None:
    quote = quote_open(rfq=rfq)
    page = client_for(supplier).post(f"/quotes/{quote.pk}/sign/", follow=True).content.decode()
    assert "아직 적은 금액이 없습니다" in page
    assert part_of(quote, supplier).signed_at is None


TERMS = {
    "liability": "joint", "subcontract_pct": "10", "valid_until": "2099-01-01", "delivery_weeks": "16",
    "onsite_hours": "24", "warranty_months": "12", "data_owner": "client", "note": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("valid_until", "2020-01-01"),
        ("valid_until", "2099-01-01"),
        ("valid_until", "내년"),
        ("subcontract_pct", "101"),
        ("subcontract_pct", "-1"),
        ("delivery_weeks", "0"),
        ("delivery_weeks", "100000"),
        ("onsite_hours", "-3"),
        ("warranty_months", "1.5"),
        ("liability", "nobody"),
        ("data_owner", "me"),
        ("note", "가" * 2001),
    ],
)
def test_bad_terms_are_told_beside_their_field(
    field: str, value: str, rfq: Rfq, supplier: User, client_for: Browsers
) -> None:
    quote = quote_open(rfq=rfq)
    answer = client_for(supplier).post(f"/quotes/{quote.pk}/terms/", {**TERMS, "valid_until": "", field: value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    quote.refresh_from_db()
    assert quote.delivery_weeks is None


def test_only_the_lead_writes_terms(rfq: Rfq, supplier: User, rival: User, client_for: Browsers) -> None:
    quote = quote_open(rfq=rfq)
    assert client_for(rival).get(f"/quotes/{quote.pk}/terms/").status_code == 302
    with pytest.raises(LeadOnly):
        terms_save(quote=quote, supplier=firm(rival), terms={"delivery_weeks": 8}, actor=rival)
    answer = client_for(supplier).post(f"/quotes/{quote.pk}/terms/", {**TERMS, "valid_until": ""})
    assert answer.status_code == 302
    quote.refresh_from_db()
    assert (quote.liability, quote.delivery_weeks, quote.valid_until) == ("joint", 16, None)


def test_a_member_never_sees_the_others_lines_before_all_is_handed_in(
    rfq: Rfq, supplier: User, rival: User, client_for: Browsers
) -> None:
    quote = quote_open(rfq=rfq)
    secret = Entry(CostHead.ITEM, 61_230_000, slot=0, note="비밀 제품")
    lines_save(quote=quote, supplier=firm(supplier), entries=[secret], actor=supplier)
    page = client_for(rival).get(f"/quotes/{quote.pk}/").content.decode()
    assert "가온시스템" in page
    for word in ("6,123만", "비밀 제품", "모두 더하면"):
        assert word not in page
        assert word not in client_for(rival).get(f"/quotes/{quote.pk}/lines/").content.decode()
    assert "6,123만" in client_for(supplier).get(f"/quotes/{quote.pk}/").content.decode()


@pytest.mark.parametrize("who", ["sme", "other_sme", "administrator", "stranger"])
@pytest.mark.parametrize("path", ["", "pdf/", "changes/", "lines/", "terms/"])
def test_a_draft_is_404_for_all_but_its_members(
    who: str, path: str, rfq: Rfq, client_for: Browsers, request: Any
) -> None:
    quote = quote_open(rfq=rfq)
    assert client_for(request.getfixturevalue(who)).get(f"/quotes/{quote.pk}/{path}").status_code == 404


def test_nothing_can_be_written_once_the_firm_took_the_request_back(
    rfq: Rfq, sme: User, supplier: User, client_for: Browsers
) -> None:
    quote = quote_open(rfq=rfq)
    rfq_cancel(rfq=rfq, actor=sme, reason="later")
    with pytest.raises(RequestGone):
        lines_save(quote=quote, supplier=firm(supplier), entries=[ITEM], actor=supplier)
    answer = client_for(supplier).post(f"/quotes/{quote.pk}/lines/", {"item-0": "1만"})
    assert "거두어" in answer.content.decode()
    assert not QuoteLine.objects.exists()
