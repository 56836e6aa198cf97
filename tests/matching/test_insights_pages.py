"""A supplier reads its own standing and partners; nobody reads another's, and nothing of a rival shows."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from matchmaker.engine.features import NAMES
from matchmaker.engine.levers import KINDS, STEPS
from matchmaker.matching.insights.models import SupplierInsight
from matchmaker.matching.insights.presenting import chosen_levers, lever_text, part_views
from matchmaker.matching.insights.wording import ADVICE, FEATURES, PLACES
from matchmaker.matching.models import RankerVersion
from matchmaker.matching.ranker_services import ranker_active
from suppliers.models import Supplier
from tests import factories
from tests.matching.insight_scenes import asking_firms, executed
from tests.matching.scenes import firm
from tests.query_budgets import assert_budget

pytestmark = pytest.mark.django_db
FIGURES = {
    "asked": 25, "candidates": 14, "shortlisted": 7, "packages": None, "held_back": True,
    "filtered": {"not_served_region": 11, "too_late": None}, "parts": dict.fromkeys(NAMES, 1.5),
    "gained": [
        {"kind": "standard", "code": "OPC UA", "amount": 0.0, "needs": 7},
        {"kind": "region", "code": "26", "amount": 0.0, "needs": 6},
    ],
}  # fmt: skip


def store(supplier: Supplier, partners: list[Supplier] = (), **figures: Any) -> SupplierInsight:
    facts = {"needs": 9, "some": True, "joint": 1, "basis": True, "brings": ["SVC-TRAIN"]}
    told = [{"supplier": one.pk, **facts} for one in partners]
    return SupplierInsight.objects.create(
        supplier=supplier, ranker=ranker_active(), since=timezone.now(), figures=FIGURES | figures, partners=told
    )


def read(client: Any, name: str, *args: Any) -> str:
    answer = client.get(reverse(f"matching:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_says_what_would_bring_one_higher(supplier: Any, client_for: Any) -> None:
    store(firm(supplier))
    page = read(client_for(supplier), "standing")
    assert "OPC UA도 갖추면" in page
    assert "+7건" in page
    assert "부산에도 나가면" in page
    assert "공장 다섯 곳이 안 됨" in page
    assert str(ADVICE["text"]) in page


def test_a_night_makes_both_pages(supplier: Any, rival: Any, client_for: Any) -> None:
    factories.offer(firm(supplier), "EQP-HMI", regions=["48"])
    factories.offer(firm(rival), "SVC-TRAIN", price_typical_krw=5_432_000)
    asking_firms(5, "EQP-HMI")
    executed()
    client = client_for(supplier)
    assert "5건" in read(client, "standing")
    assert "다온테크" not in read(client, "standing")
    page = read(client, "partners")
    assert "다온테크" in page
    assert reverse("matching:partner", args=[firm(rival).pk]) in page
    detail = read(client, "partner", firm(rival).pk)
    assert "다온테크" in detail
    assert "543만" not in page + detail


def test_a_partner_is_read_only_by_whom_it_was_suggested_to(supplier: Any, rival: Any, client_for: Any) -> None:
    store(firm(supplier), [firm(rival)])
    address = reverse("matching:partner", args=[firm(rival).pk])
    assert client_for(supplier).get(address).status_code == 200
    assert client_for(rival).get(reverse("matching:partner", args=[firm(supplier).pk])).status_code == 404
    Supplier.objects.filter(pk=firm(rival).pk).update(status="suspended")
    assert client_for(supplier).get(address).status_code == 404
    assert "다온테크" not in read(client_for(supplier), "partners")


def test_everybody_sees_only_their_own(supplier: Any, rival: Any, client_for: Any) -> None:
    store(firm(supplier))
    assert "OPC UA" not in read(client_for(rival), "standing")


def test_strangers_and_the_other_side_get_404(
    supplier: Any, sme: Any, administrator: Any, client_for: Any, client: Any
) -> None:
    store(firm(supplier))
    for name, args in (("standing", []), ("partners", []), ("partner", [firm(supplier).pk])):
        address = reverse(f"matching:{name}", args=args)
        for person in (sme, administrator):
            assert client_for(person).get(address).status_code == 404
        assert client_for(supplier).post(address).status_code == 405
        assert "/login/" in client.get(address).url


def test_an_empty_page_says_what_is_missing(supplier: Any, rival: Any, client_for: Any) -> None:
    client = client_for(supplier)
    assert reverse("suppliers:offer_new") in read(client, "standing")
    factories.offer(firm(supplier), "EQP-HMI")
    assert "오늘 밤에 셈합니다" in read(client, "partners")
    Supplier.objects.filter(pk=firm(supplier).pk).update(status="draft")
    assert "회사 확인이 끝나면" in read(client, "standing")


def test_too_few_firms_are_said_honestly(supplier: Any, client_for: Any) -> None:
    nothing = {"asked": None, "candidates": None, "shortlisted": None, "filtered": {}, "parts": {}, "gained": []}
    store(firm(supplier), **nothing)
    page = read(client_for(supplier), "standing")
    assert "아직 숫자로 말씀드릴 만큼" in page
    assert "도움이 되는 것은 있지만" in page


@pytest.mark.parametrize("many", [False, True])
def test_pages_keep_their_budgets(supplier: Any, client_for: Any, many: bool) -> None:
    others = [
        firm(factories.supplier_user(email=f"s{at}@example.com", firm=f"공급{at}")) for at in range(5 if many else 1)
    ]
    for other in others:
        for code in ("SVC-TRAIN", "EQP-HMI")[: 2 if many else 1]:
            factories.offer(other, code)
    store(firm(supplier), others)
    client = client_for(supplier)
    for name, args in (("standing", []), ("partners", []), ("partner", [others[0].pk])):
        address = reverse(f"matching:{name}", args=args)
        client.get(address)
        assert_budget(client, address, f"matching:{name}")


def test_every_lever_and_feature_has_its_words() -> None:
    assert set(PLACES) == set(KINDS)
    assert set(FEATURES) == set(ADVICE) == set(NAMES)
    for lever in STEPS:
        told = {"kind": lever.kind, "code": lever.code, "amount": lever.amount}
        with translation.override("en"):
            text = lever_text(told, {})
        assert "%(" not in text
        assert not any("가" <= letter <= "힣" for letter in text)


def test_of_one_kind_the_least_effort_that_brings_as_much() -> None:
    steps = [("onsite", 48.0, 5), ("onsite", 24.0, 9), ("onsite", 8.0, 14), ("onsite", 4.0, 14), ("price", 0.9, 6)]
    told = [{"kind": kind, "code": "", "amount": amount, "needs": needs} for kind, amount, needs in steps]
    assert [(one["kind"], one["amount"]) for one in chosen_levers(told)] == [
        ("onsite", 8.0), ("onsite", 24.0), ("price", 0.9),
    ]  # fmt: skip


def test_points_are_told_of_what_the_live_curves_can_bring() -> None:
    curves = {name: {"knots": [0.0], "values": [0.0]} for name in NAMES}
    curves["price"] = {"knots": [0.0, 1.0], "values": [0.5, 0.1]}
    curves["reply"] = {"knots": [0.0, 1.0], "values": [0.0, 0.2]}
    views = part_views(dict.fromkeys(NAMES, 20.0), RankerVersion(name="x", curves={"curves": curves}))
    assert [(view.name, view.points, view.most) for view in views] == [
        (FEATURES["price"], 10.0, 40.0), (FEATURES["reply"], 20.0, 20.0),
    ]  # fmt: skip
    assert (views[0].advice, views[1].advice) == (ADVICE["price"], "")
