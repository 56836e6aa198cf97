"""Who gets what from every operation of the API: the table beside the tests says it, and nothing may be missing."""

from __future__ import annotations

import os
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from matchmaker.accounts.models import User
from matchmaker.sourcing.choices import REFUSAL_CHOICES, WITHDRAW_CHOICES, DeclineReason, ProgrammeResult
from tests.api.asking import Program, token_for
from tests.api.world import api_addresses, api_world, arguments, everybody, operations, tokens
from tests.hostile.world import OFFERS
from tests.matrix import API, record, rows
from tests.sourcing.projects.samples import upload

pytestmark = pytest.mark.django_db
PEOPLE = (
    "no_token", "without_scope", "sme", "sme_viewer", "other_sme", "supplier", "supplier_viewer", "rival",
    "administrator", "regional", "elsewhere", "analyst",
)  # fmt: skip
OPEN = {"api-accounts:token"} | {f"api-reference:{name}" for name in ("capabilities", "capability", "regions")}
OPEN |= {"api-reference:industries", "api-reference:programmes"}

PAST = {"title": "MES 구축", "finished_on": "2024-05-01", "capabilities": ["SOL-MES"]}
FIGURE = {"field": "P", "name": "시간당 생산량", "unit": "개", "better": "up", "before": 10, "target": 12}
FIGURE |= {"weight": 1}


def told(asks: Program, method: str, path: str, body: Any) -> str:
    """The status of a well-formed request; what it wrote is undone."""
    headers = {"If-Match": "*", "Idempotency-Key": "matrix-0001"} if method != "GET" else {}
    if not asks.token:
        headers["Authorization"] = ""
    with transaction.atomic():
        answer = asks.ask(method, path, body, **headers)
        transaction.set_rollback(True)
    return str(answer.status_code)


@pytest.fixture
def asking(
    sme: User, other_sme: User, supplier: User, rival: User, administrator: User, request: pytest.FixtureRequest
) -> dict[str, Program]:
    people = everybody(sme, other_sme, supplier, rival, administrator)
    people |= {who: request.getfixturevalue(who) for who in ("regional", "elsewhere", "analyst")}
    found = {who: Program(token) for who, token in tokens(people).items()}
    return {"no_token": Program(""), **found}


def without_scope(name: str, sme: User, supplier: User, administrator: User) -> User:
    """Somebody of the right kind of organisation, whose token may do everything but this."""
    kinds = api_addresses()[name].kinds
    return {"demand": sme, "programme": administrator}.get(kinds[0] if kinds else "", supplier)


def body_of(name: str, method: str, keys: dict[str, dict[str, Any]]) -> Any:
    """A body that the schema takes, so that the answer is about who asks."""
    if method in ("GET", "DELETE"):
        return None
    offer = {"capability": "SOL-MES", "title": "MES", "price_typical": 90_000_000, "price_unit": "project"}
    offer |= {"weeks": 12, "capacity_per_quarter": 2, "effort": "configure", "nationwide": True}
    text = {"text": "불량을 카메라로 찾고 싶어요. 창원, 5천만원"}
    profile = {"capacity_per_quarter": 2, "open_projects": 0, "open_invitation_limit": 5}
    return {
        "api-suppliers:offer": offer,
        "api-suppliers:offers": offer,
        "api-suppliers:supplier": profile,
        **dict.fromkeys(("api-suppliers:past_project", "api-suppliers:past_projects"), PAST),
        **dict.fromkeys(("api-suppliers:certificate", "api-suppliers:certificates"), {"name": "ISO 9001"}),
        "api-webhooks:webhooks": {"url": "https://192.0.2.1/hook"},
        "api-webhooks:webhook": {"on": False},
        "api-exchange:imports": {"kind": "offers", "file": SimpleUploadedFile("표.csv", OFFERS.encode())},
        "api-exchange:import_apply": {"mode": "good"},
        "api-sourcing:project_files": {"file": upload()},
        "api-demand:needs": text,
        "api-demand:need_text": text,
        "api-demand:readings": text,
        "api-demand:requirement": {"strength": "nice"},
        "api-demand:requirements": {"codes": ["SOL-QMS"]},
        "api-sourcing:requests": {"package": keys["matching:package"]["pk"]},
        "api-sourcing:request_cancel": {"reason": "changed"},
        "api-sourcing:invitation_decline": {"reason": DeclineReason.values[0]},
        "api-sourcing:quote_lines": {"lines": []},
        "api-sourcing:quote_reconfirm": {"need_version": 1},
        "api-sourcing:quote_withdraw": {"reason": WITHDRAW_CHOICES[0][0]},
        "api-sourcing:awards": {"quote": keys["sourcing:quote_award"]["pk"]},
        "api-sourcing:award_refuse": {"reason": REFUSAL_CHOICES[0][0]},
        "api-sourcing:award_result": {"result": ProgrammeResult.values[0]},
        "api-sourcing:milestone_report": {"text": "마쳤습니다"},
        "api-sourcing:milestone_decide": {"status": "partly"},
        "api-sourcing:check_answer": {"in_use": True},
        "api-sourcing:invitation_questions": {"text": "전기는 몇 볼트인가요?"},
        "api-sourcing:question_answer": {"text": "220볼트입니다"},
        "api-sourcing:round_extend": {"reason": "이사회를 기다립니다"},
        "api-sourcing:award_reoffer": {"scope": "self_paid"},
        "api-sourcing:kpis": {"kpis": [FIGURE]},
        "api-sourcing:project_changes": {"kind": "price", "reason": "site", "text": "배선", "price_delta_krw": 900_000},
        "api-sourcing:tickets": {"slot": keys["sourcing:slot"]["pk"], "kind": "fault", "title": "멈춤"},
        "api-sourcing:ticket_resolve": {"resolution": "껐다 켰습니다"},
        "api-sourcing:handover_decline": {"reason": DeclineReason.values[0]},
        "api-sourcing:reviews": {"subject": keys["sourcing:project_review"]["subject"], "parts": {}},
    }.get(name, {})


def test_everybody_gets_what_the_table_says(
    asking: dict[str, Program], sme: User, supplier: User, administrator: User, settings: Any
) -> None:
    settings.API_REQUESTS_A_MINUTE = 1_000_000
    keys, found, narrow = api_world(sme, supplier, administrator), [], {}
    for user in (sme, supplier, administrator):
        narrow[user] = Program(token_for(user, "events:read")[1])
    for name, method in operations():
        path = reverse(name, kwargs=arguments(name, keys))
        row = {"operation": name, "method": method}
        for who in PEOPLE:
            one = narrow[without_scope(name, sme, supplier, administrator)] if who == "without_scope" else asking[who]
            row[who] = told(one, method, path, body_of(name, method, keys))
        found.append(row)
    if os.environ.get("RECORD_MATRIX") == "1":
        record(API, found)
    listed = {(row["operation"], row["method"]): row for row in rows(API)}
    assert set(listed) == set(operations()), "every operation has its row, and no row is left over"
    wrong = [f"{row}\nthe table says {listed[row['operation'], row['method']]}" for row in found
             if row != listed[row["operation"], row["method"]]]  # fmt: skip
    assert not wrong, "\n".join(wrong)


def test_the_table_lets_nobody_in_who_has_no_business_there() -> None:
    for row in rows(API):
        assert row["no_token"] == "401", row
        assert {row[who] for who in PEOPLE}.isdisjoint({"500"}), row
        if row["operation"] not in OPEN | {"api-feed:events"}:
            assert row["without_scope"] == "403", row
        if row["method"] != "GET" and row["operation"] not in {"api-demand:readings", "api-matching:what_if"}:
            assert {row["sme_viewer"], row["supplier_viewer"]} == {"404"}, row
