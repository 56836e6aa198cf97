"""Offers: written as people type, published, hidden, and seen by nobody else's eyes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from matchmaker.accounts.choices import Role
from matchmaker.accounts.models import User
from suppliers.models import Offer, Supplier
from tests import factories
from tests.cast import Browsers
from tests.suppliers.forms import offer_data

NEW = "/supply/offers/new/"


def test_an_offer_is_written_as_people_say_amounts_and_published(supplier: User, client_for: Browsers) -> None:
    answer = client_for(supplier).post(NEW, offer_data(publish="1"))
    assert answer.status_code == 302
    offer = Offer.objects.get()
    assert (offer.price_low_krw, offer.price_typical_krw, offer.price_high_krw) == (30_000_000, 50_000_000, 90_000_000)
    assert offer.status == "published"
    assert offer.regions.count() == 17
    assert [(event.frm, event.to, event.actor) for event in offer.events.all()] == [("draft", "published", supplier)]


def test_without_publishing_it_stays_a_draft(supplier: User, client_for: Browsers) -> None:
    client_for(supplier).post(NEW, offer_data())
    assert Offer.objects.get().status == "draft"


def test_the_picker_finds_capabilities_by_plain_words(supplier: User, client_for: Browsers) -> None:
    page = client_for(supplier).get(NEW, {"q": "작업지시부터"}).content.decode()
    assert "capability=SOL-MES" in page
    assert "capability=SVC-LEASE" not in page


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("price_typical", "", "has-errors"),
        ("price_typical", "글쎄요", "금액을 알아볼 수 없습니다"),
        ("price_typical", "-3천만", "0보다 작을 수 없습니다"),
        ("price_typical", "1" + "0" * 18, "너무 큽니다"),
        ("price_typical", "5천", "만"),
        ("price_low", "9천만", "보통 가격보다 큽니다"),
        ("price_high", "1천만", "보통 가격보다 작습니다"),
        ("weeks", "0", "1"),
        ("weeks", "-4", "1"),
        ("onsite_hours", "99999", "720"),
        ("price_unit", "barrel", "고를 수 있는 값이 아닙니다"),
        ("standards", "999999", "고를 수 있는 값이 아닙니다"),
        ("includes", "SOL-MES", "빼 주세요"),
        ("title", "가" * 121, "120"),
        ("nationwide", "", "하나 이상"),
    ],
)
def test_bad_input_is_told_beside_the_field_and_writes_nothing(
    supplier: User, client_for: Browsers, field: str, typed: str, words: str
) -> None:
    answer = client_for(supplier).post(NEW, offer_data(**{field: typed}))
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert "작업지시부터 실적까지 관리합니다." in answer.content.decode()
    assert not Offer.objects.exists()


def test_a_change_is_dated_so_that_matching_sees_it(supplier: User, client_for: Browsers) -> None:
    row = factories.offer(Supplier.objects.get(), "SOL-MES", changed_at=timezone.now() - timedelta(days=9))
    before = row.changed_at
    client_for(supplier).post(f"/supply/offers/{row.pk}/", offer_data(title="새 이름"))
    row.refresh_from_db()
    assert (row.title, row.status) == ("새 이름", "published")
    assert row.changed_at > before


def test_hiding_twice_hides_once(supplier: User, client_for: Browsers) -> None:
    row = factories.offer(Supplier.objects.get(), "SOL-MES")
    for _ in range(2):
        client_for(supplier).post(f"/supply/offers/{row.pk}/hide/")
    row.refresh_from_db()
    assert row.status == "hidden"
    assert row.events.count() == 1


def test_all_drafts_can_be_published_at_once(supplier: User, client_for: Browsers) -> None:
    for code in ("SOL-MES", "SOL-ERP"):
        factories.offer(Supplier.objects.get(), code, status="draft")
    client_for(supplier).post("/supply/offers/publish/")
    assert set(Offer.objects.values_list("status", flat=True)) == {"published"}


@pytest.mark.parametrize("who", ["rival", "sme", "stranger", "administrator"])
@pytest.mark.parametrize("path", ["", "publish/", "hide/"])
def test_nobody_else_reaches_an_offer(
    supplier: User, client_for: Browsers, request: pytest.FixtureRequest, who: str, path: str
) -> None:
    row = factories.offer(Supplier.objects.get(organisation__memberships__user=supplier), "SOL-MES")
    other = client_for(request.getfixturevalue(who))
    assert other.post(f"/supply/offers/{row.pk}/{path}", offer_data(title="훔침")).status_code == 404
    row.refresh_from_db()
    assert (row.title, row.status) != ("훔침", "hidden")
    assert row.status == "published"


def test_a_viewer_reads_but_does_not_write(supplier: User, client_for: Browsers) -> None:
    firm = Supplier.objects.get().organisation
    viewer = client_for(factories.member_of(firm, "viewer@example.com", Role.VIEWER))
    assert viewer.get("/supply/offers/").status_code == 200
    assert viewer.post(NEW, offer_data()).status_code == 404
    assert not Offer.objects.exists()
