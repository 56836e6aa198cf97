"""An invitation that comes to nothing reopens its own slots, and the next best is asked without anybody asking."""

from __future__ import annotations

import pytest

from matchmaker.accounts.models import User
from matchmaker.notifications.models import Message
from matchmaker.sourcing.models import Escalation, Rfq, RfqInvitation
from matchmaker.sourcing.refilling import slot_refill
from matchmaker.sourcing.services import invitation_accept, invitation_decline, invitation_withdraw
from suppliers.models import Offer, Supplier
from tests import factories
from tests.sourcing.scenes import asked_from_a_run, crowd, firm, person_of


@pytest.fixture
def rfq(sme: User) -> Rfq:
    """Four makers of the software, two of everything around it; the best of each were asked."""
    crowd("가람", "나래", "다솜", "라온", codes=("SOL-MES",))
    crowd("마루", "바로", codes=("SVC-TRAIN", "EQP-HMI"), price=5_000_000)
    return asked_from_a_run(sme, "SOL-MES", "SVC-TRAIN", budget_krw=150_000_000)


def of(rfq: Rfq, code: str) -> RfqInvitation:
    """The latest invitation for this part."""
    return next(row for row in rfq.invitations.order_by("-pk") if code in [slot["codes"][0] for slot in row.slots])


def say_no(row: RfqInvitation) -> None:
    invitation_decline(invitation=row, actor=person_of(row), reason="far")


def say_yes(row: RfqInvitation) -> RfqInvitation:
    return invitation_accept(invitation=row, actor=person_of(row))


def told(user: User, *kinds: str) -> list[str]:
    rows = Message.objects.filter(recipient=user, kind__in=kinds) if kinds else Message.objects.filter(recipient=user)
    return list(rows.order_by("pk").values_list("kind", flat=True))


def test_a_no_reopens_only_its_own_slot(rfq: Rfq, sme: User) -> None:
    trainer = say_yes(of(rfq, "SVC-TRAIN"))
    first = of(rfq, "SOL-MES")
    say_no(first)
    assert Rfq.objects.get().next_check_at is not None
    assert slot_refill(rfq=rfq)
    second = of(rfq, "SOL-MES")
    assert (second.status, second.replaces) == ("sent", first)
    assert second.supplier != first.supplier
    assert [slot["slot"] for slot in second.slots] == [slot["slot"] for slot in first.slots]
    trainer.refresh_from_db()
    assert trainer.status == "accepted"
    rfq.refresh_from_db()
    assert (rfq.status, rfq.gap, rfq.next_check_at) == ("open", [], None)


def test_both_sides_are_told(rfq: Rfq, sme: User) -> None:
    trainer = say_yes(of(rfq, "SVC-TRAIN"))
    say_no(of(rfq, "SOL-MES"))
    slot_refill(rfq=rfq)
    assert told(sme) == ["rfq_answered", "rfq_answered", "rfq_refilled"]
    assert told(person_of(trainer)) == ["rfq_invited", "rfq_refilled"]
    assert told(person_of(of(rfq, "SOL-MES"))) == ["rfq_invited"]


def test_refilling_twice_asks_once(rfq: Rfq) -> None:
    say_no(of(rfq, "SOL-MES"))
    assert slot_refill(rfq=rfq)
    assert not slot_refill(rfq=rfq)
    assert rfq.invitations.count() == 3


def test_when_the_lead_leaves_exactly_one_other_leads(rfq: Rfq) -> None:
    say_yes(of(rfq, "SVC-TRAIN"))
    say_no(rfq.invitations.get(lead=True))
    slot_refill(rfq=rfq)
    live = rfq.invitations.filter(status__in=["sent", "seen", "accepted"])
    assert live.filter(lead=True).count() == 1


def test_the_third_failure_is_an_honest_gap(rfq: Rfq, sme: User) -> None:
    say_yes(of(rfq, "SVC-TRAIN"))
    for _ in range(3):
        say_no(of(rfq, "SOL-MES"))
        slot_refill(rfq=rfq)
    rfq.refresh_from_db()
    assert (rfq.gap, rfq.status) == ([0], "partial")
    assert rfq.invitations.filter(slots__0__slot=0).count() == 3
    row = Escalation.objects.get()
    assert (row.kind, row.status, row.detail["codes"]) == ("gap", "open", [["SOL-MES"]])
    assert told(sme, "rfq_gap") == ["rfq_gap"]


def test_when_nobody_is_left_the_gap_is_stated_at_once(rfq: Rfq, administrator: User) -> None:
    say_yes(of(rfq, "SOL-MES"))
    for _ in range(2):
        say_no(of(rfq, "SVC-TRAIN"))
        slot_refill(rfq=rfq)
    rfq.refresh_from_db()
    assert (rfq.gap, rfq.status) == ([1, 2], "partial")
    assert told(administrator) == ["rfq_gap"]


def test_whoever_may_not_be_asked_is_passed_over(rfq: Rfq) -> None:
    taken = of(rfq, "SOL-MES").supplier_id
    others = list(Offer.objects.filter(capability="SOL-MES").order_by("pk").values_list("supplier", flat=True))
    others.remove(taken)
    Supplier.objects.filter(pk=others[0]).update(status="suspended")
    Offer.objects.filter(supplier=others[1]).update(status="hidden")
    Supplier.objects.filter(pk=others[2]).update(open_invitation_limit=0)
    say_no(of(rfq, "SOL-MES"))
    slot_refill(rfq=rfq)
    rfq.refresh_from_db()
    assert rfq.gap == [0]


def test_the_budget_holds_for_the_refilled_package(sme: User) -> None:
    crowd("가람", "나래", codes=("SOL-MES",), price=100_000_000)
    rfq = asked_from_a_run(sme, "SOL-MES", budget_krw=102_000_000)
    say_no(rfq.invitations.get())
    slot_refill(rfq=rfq)
    rfq.refresh_from_db()
    assert rfq.gap == [0]


def test_a_member_that_withdraws_reopens_its_slot(rfq: Rfq, sme: User) -> None:
    maker, trainer = say_yes(of(rfq, "SOL-MES")), say_yes(of(rfq, "SVC-TRAIN"))
    rfq.refresh_from_db()
    assert rfq.status == "complete"
    for _ in range(2):
        invitation_withdraw(invitation=maker, actor=person_of(maker), reason="terms")
    rfq.refresh_from_db()
    assert rfq.status == "partial"
    slot_refill(rfq=rfq)
    rfq.refresh_from_db()
    assert rfq.status == "open"
    assert of(rfq, "SOL-MES").replaces == maker
    assert told(sme, "rfq_withdrawn") == told(person_of(trainer), "rfq_withdrawn") == ["rfq_withdrawn"]


def test_an_accepted_member_may_take_over_the_open_slot(sme: User) -> None:
    (maker,) = crowd("가람", codes=("SOL-MES",))
    (helper,) = crowd("나래", codes=("SVC-TRAIN", "EQP-HMI"), price=5_000_000)
    for code in ("SVC-TRAIN", "EQP-HMI"):  # the maker could do it too, for more than a further member costs
        factories.offer(firm(maker), code, price_typical_krw=60_000_000, price_high_krw=90_000_000)
    rfq = asked_from_a_run(sme, "SOL-MES", "SVC-TRAIN")
    assert rfq.invitations.count() == 2
    first = say_yes(of(rfq, "SOL-MES"))
    say_no(of(rfq, "SVC-TRAIN"))
    slot_refill(rfq=rfq)
    second = of(rfq, "SVC-TRAIN")
    assert (second.supplier, second.status, second.lead) == (first.supplier, "sent", False)
    say_yes(second)
    rfq.refresh_from_db()
    assert rfq.status == "complete"


def test_nobody_is_asked_while_the_need_is_being_rewritten_or_after_its_end(rfq: Rfq) -> None:
    say_no(of(rfq, "SOL-MES"))
    for status in ("draft", "closed"):
        type(rfq.need).objects.update(status=status)
        assert not slot_refill(rfq=rfq)
    type(rfq.need).objects.update(status="checked")
    assert slot_refill(rfq=rfq)
