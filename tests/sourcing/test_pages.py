"""What each side sees, and what it must not see."""

from __future__ import annotations

from matchmaker.accounts.models import User
from matchmaker.sourcing.models import RfqInvitation
from matchmaker.sourcing.services import invitation_accept
from tests import factories
from tests.cast import Browsers
from tests.query_budgets import assert_budget
from tests.sourcing.scenes import asked, invitation


def test_the_supplier_sees_the_need_its_part_and_why(sme: User, supplier: User, client_for: Browsers) -> None:
    row = invitation(asked(sme, supplier, text="작업일보를 손으로 써요"), supplier)
    page = client_for(supplier).get(f"/invitations/{row.pk}/").content.decode()
    for words in ("한빛정밀", "작업일보를 손으로 써요", "경남", "3억원까지", "40주 안", "공장에서 가깝습니다"):
        assert words in page


def test_a_partner_stays_unnamed_until_both_accept(
    sme: User, supplier: User, rival: User, client_for: Browsers
) -> None:
    rfq = asked(sme, supplier, rival)
    address = f"/invitations/{invitation(rfq, supplier).pk}/"
    invitation_accept(invitation=invitation(rfq, supplier), actor=supplier)
    assert "다온테크" not in client_for(supplier).get(address).content.decode()
    invitation_accept(invitation=invitation(rfq, rival), actor=rival)
    assert "다온테크" in client_for(supplier).get(address).content.decode()


def test_no_price_of_a_partner_is_shown(sme: User, supplier: User, rival: User, client_for: Browsers) -> None:
    rfq = asked(sme, supplier, rival)
    page = client_for(supplier).get(f"/invitations/{invitation(rfq, supplier).pk}/")
    assert "9,500만원" not in page.content.decode()


def test_contacts_are_exchanged_on_a_yes_only(sme: User, supplier: User, client_for: Browsers) -> None:
    rfq = asked(sme, supplier)
    row = invitation(rfq, supplier)
    assert sme.email not in client_for(supplier).get(f"/invitations/{row.pk}/").content.decode()
    assert supplier.email not in client_for(sme).get(f"/requests/{rfq.pk}/").content.decode()
    invitation_accept(invitation=row, actor=supplier)
    assert sme.email in client_for(supplier).get(f"/invitations/{row.pk}/").content.decode()
    assert supplier.email in client_for(sme).get(f"/requests/{rfq.pk}/").content.decode()


def test_the_same_state_reads_differently_on_each_side(sme: User, supplier: User, client_for: Browsers) -> None:
    rfq = asked(sme, supplier)
    assert "아직 읽지 않음" in client_for(sme).get(f"/requests/{rfq.pk}/").content.decode()
    assert "새 요청" in client_for(supplier).get("/invitations/").content.decode()
    client_for(supplier).get(f"/invitations/{invitation(rfq, supplier).pk}/")
    assert "읽음, 답을 기다림" in client_for(sme).get(f"/requests/{rfq.pk}/").content.decode()
    assert "답할 차례" in client_for(supplier).get("/invitations/").content.decode()


def test_a_rivals_list_is_empty_and_says_what_helps(
    sme: User, supplier: User, rival: User, client_for: Browsers
) -> None:
    asked(sme, supplier)
    page = client_for(rival).get("/invitations/").content.decode()
    assert "아직 받은 견적 요청이 없습니다" in page
    assert "한빛정밀" not in page


def test_an_empty_list_of_requests_says_how_to_begin(sme: User, client_for: Browsers) -> None:
    assert "아직 보낸 견적 요청이 없습니다" in client_for(sme).get("/requests/").content.decode()


def test_hostile_text_is_only_text(sme: User, supplier: User, client_for: Browsers) -> None:
    row = invitation(asked(sme, supplier, text="<script>alert(1)</script>"), supplier)
    assert "<script>alert(1)" not in client_for(supplier).get(f"/invitations/{row.pk}/").content.decode()


def test_english_readers_get_english(sme: User, supplier: User, client_for: Browsers) -> None:
    User.objects.update(language="en")
    rfq = asked(sme, supplier)
    assert "Not read yet" in client_for(sme).get(f"/requests/{rfq.pk}/").content.decode()
    assert "You are close to the factory" in (
        client_for(supplier).get(f"/invitations/{invitation(rfq, supplier).pk}/").content.decode()
    )


def test_lists_cost_as_many_queries_for_many_as_for_one(
    sme: User, other_sme: User, supplier: User, rival: User, client_for: Browsers
) -> None:
    asked(other_sme, rival)
    for number in range(4):
        asked(sme, supplier, factories.supplier_user(email=f"s{number}@example.com", firm=f"기업{number}"))
    for user, address, name in (
        (other_sme, "/requests/", "sourcing:rfqs"),
        (sme, "/requests/", "sourcing:rfqs"),
        (rival, "/invitations/", "sourcing:invitations"),
        (supplier, "/invitations/", "sourcing:invitations"),
    ):
        assert_budget(client_for(user), address, name)
    assert RfqInvitation.objects.count() == 9
