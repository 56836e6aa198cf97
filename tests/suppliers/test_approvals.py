"""What was approved is kept, and what changed since is said before and after; a year later it is due again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.accounts.models import Membership, Organisation, User
from matchmaker.coverage.tasks import sweep_timers
from matchmaker.lib.transitions import MoveRefused
from matchmaker.notifications.models import Message
from suppliers.approving import changes_between, changes_since_approval
from suppliers.change_words import told
from suppliers.models import Approval, Supplier
from suppliers.standing import supplier_renew
from suppliers.verification import ApplicationIncomplete, OwnFirm, supplier_decide
from tests import factories

TICKS = {"ticked": ["open"], "found": {"ok": 6}}


@pytest.fixture
def firm(supplier: User, administrator: User) -> Supplier:
    """A supplier that has just been approved."""
    row = Supplier.objects.select_related("organisation").get()
    Supplier.objects.update(status="applied", phone="02-123-4567")
    Organisation.objects.filter(pk=row.organisation_id).update(business_number="1248100998")
    factories.offer(row, "SOL-MES", price_typical_krw=100_000_000)
    row.certificates.create(name="ISO 9001", valid_until=date(2027, 1, 1))
    supplier_decide(supplier=fresh(row), actor=administrator, frm="applied", to="verified", looked=TICKS)
    return fresh(row)


def fresh(row: Supplier) -> Supplier:
    return Supplier.objects.select_related("organisation").get(pk=row.pk)


def lines(row: Supplier) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    _approval, changes = changes_since_approval(fresh(row))
    return [(line.what, line.title, line.fields) for line in told(changes)]


def test_nothing_changed_is_said_so(firm: Supplier) -> None:
    approval, changes = changes_since_approval(firm)
    assert approval is not None
    assert (changes, approval.looked, approval.renewal) == ([], TICKS, False)


def test_a_firm_never_approved_here_has_nothing_to_compare(firm: Supplier) -> None:
    Approval.objects.all().delete()
    assert changes_since_approval(firm) == (None, [])


def test_each_change_is_told_before_and_after(firm: Supplier) -> None:
    Supplier.objects.update(employees=55, region_id="11")
    firm.offers.update(price_typical_krw=90_000_000)
    firm.offers.get().regions.set(["11", "48"])
    firm.certificates.update(valid_until=date(2028, 1, 1))
    factories.offer(firm, "SVC-TRAIN", title="현장 교육")
    assert lines(firm) == [
        ("changed", "회사 정보", [("지역", "경남", "서울"), ("종사자 수", "–", "55")]),
        (
            "changed",
            f"제품·서비스 ‘{firm.offers.get(capability='SOL-MES').title}’",
            [("보통 가격", "1억원", "9,000만원"), ("가는 지역", "전국", "서울, 경남")],
        ),
        ("added", "제품·서비스 ‘현장 교육’", []),
        ("changed", "인증 ‘ISO 9001’", [("유효일", "2027년 1월 1일(금)", "2028년 1월 1일(토)")]),
    ]


def test_what_is_hidden_is_gone(firm: Supplier) -> None:
    firm.offers.update(status="hidden", title="예전 이름")
    firm.certificates.all().delete()
    assert [(what, fields) for what, _title, fields in lines(firm)] == [("removed", []), ("removed", [])]


FACTS = st.fixed_dictionaries(
    {
        "profile": st.dictionaries(st.sampled_from(["kind", "about", "employees"]), st.integers(0, 3)),
        "offers": st.dictionaries(
            st.sampled_from("123"), st.fixed_dictionaries({"title": st.sampled_from("ab"), "weeks": st.integers(0, 2)})
        ),
        "certificates": st.just({}),
    }
)


@given(before=FACTS, after=FACTS)
def test_the_comparison_finds_all_and_nothing_else(before: dict, after: dict) -> None:
    assert changes_between(before, before) == []
    there, back = changes_between(before, after), changes_between(after, before)
    assert len([row for row in there if row.part == "offers"]) == len([row for row in back if row.part == "offers"])
    came = {row.what for row in there if row.part == "offers" and not row.field}
    assert ("added" in came) == bool(set(after["offers"]) - set(before["offers"]))
    assert ("removed" in came) == bool(set(before["offers"]) - set(after["offers"]))


def test_a_month_ahead_the_firm_hears_and_after_a_year_the_office(
    firm: Supplier, supplier: User, administrator: User
) -> None:
    assert sweep_timers() == 0
    for days, kinds in ((336, ["reverify_soon"]), (366, ["reverify_soon", "reverify_due"])):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            assert (sweep_timers(), sweep_timers()) == (1, 0)
            told_kinds = Message.objects.filter(kind__startswith="reverify").order_by("pk")
            assert [row.kind for row in told_kinds] == kinds
    assert fresh(firm).status == "verified"


def test_renewing_begins_another_year_with_what_stands_there_now(firm: Supplier, administrator: User) -> None:
    firm.offers.update(price_typical_krw=90_000_000)
    with time_machine.travel(timezone.now() + timedelta(days=366)):
        supplier_renew(supplier=firm, actor=administrator, looked={})
        row = fresh(firm)
        assert lines(row) == []
        assert row.reverify_at > timezone.now() + timedelta(days=364)
        assert (row.events.first().reason, row.approvals.latest().renewal) == ("renewed", True)
        assert sweep_timers() == 0


def test_renewing_is_refused_for_ones_own_firm_for_a_hollow_one_and_for_one_not_verified(
    firm: Supplier, administrator: User
) -> None:
    firm.offers.update(status="hidden")
    with pytest.raises(ApplicationIncomplete):
        supplier_renew(supplier=firm, actor=administrator, looked={})
    Supplier.objects.update(status="returned")
    with pytest.raises(MoveRefused):
        supplier_renew(supplier=firm, actor=administrator, looked={})
    Membership.objects.create(user=administrator, organisation=firm.organisation)
    with pytest.raises(OwnFirm):
        supplier_renew(supplier=firm, actor=administrator, looked={})
    assert Approval.objects.count() == 1


def test_a_firm_sent_back_is_not_due_any_more(firm: Supplier, administrator: User) -> None:
    supplier_decide(supplier=firm, actor=administrator, frm="verified", to="returned", reason="offers")
    assert (fresh(firm).reverify_at, fresh(firm).next_check_at) == (None, None)
