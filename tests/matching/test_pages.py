"""Pages of matching: from the waiting view to cards, the package, what-ifs, the past and the rules."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from django.urls import reverse

from matchmaker.matching.models import Feedback, Impression, MatchRun
from matchmaker.matching.tasks import run as run_task
from tests.matching.scenes import ask, finished_run, stock

pytestmark = pytest.mark.django_db


def page(client: Any, name: str, pk: int, **query: Any) -> Any:
    return client.get(reverse(f"matching:{name}", args=[pk]), query)


def test_arriving_starts_one_run_and_shows_how_it_goes(sme: Any, client_for: Any) -> None:
    client, need = client_for(sme), ask(sme, "SOL-MES")
    for _ in range(2):
        answer = page(client, "need", need.pk)
        assert "찾고 있습니다" in answer.content.decode()
    assert MatchRun.objects.filter(need=need).count() == 1


def test_progress_tells_the_step_and_leads_to_the_result(sme: Any, client_for: Any) -> None:
    client, need = client_for(sme), ask(sme, "SOL-MES")
    page(client, "need", need.pk)
    run = MatchRun.objects.get(need=need)
    address = reverse("matching:run_progress", args=[run.pk])
    waiting = client.get(address, headers={"HX-Request": "true"})
    assert 'aria-current="step"' in waiting.content.decode()
    assert client.get(address).url == reverse("matching:need", args=[need.pk])
    run_task(run.pk)
    assert client.get(address, headers={"HX-Request": "true"})["HX-Redirect"] == reverse(
        "matching:need", args=[need.pk]
    )


def test_cards_show_members_money_time_and_why(sme: Any, supplier: Any, rival: Any, client_for: Any) -> None:
    stock(supplier, rival)
    need = ask(sme, "SOL-MES")
    run = finished_run(need)
    text = page(client_for(sme), "need", need.pk).content.decode()
    assert "다온테크" in text or "가온시스템" in text
    assert "더 나은 묶음 없음(계산으로 확인)" in text
    assert "가장 잘 맞음" in text
    assert Impression.objects.filter(run=run, viewer=sme, page="packages").count() == run.packages.count()
    page(client_for(sme), "need", need.pk)
    assert Impression.objects.filter(run=run, page="packages").count() == run.packages.count()


def test_what_comes_along_with_what_was_asked_for_is_named_with_its_reason(
    sme: Any, supplier: Any, rival: Any, client_for: Any
) -> None:
    stock(supplier, rival)
    need = ask(sme, "SOL-MES")
    finished_run(need)
    answer = page(client_for(sme), "need", need.pk)
    added = answer.context["result"].added
    text = answer.content.decode()
    assert added
    assert f"꼭 함께 있어야 하는 {len(added)}가지를 더해 찾았습니다" in text
    assert [slot.name for slot in added if slot.name not in text or slot.because not in text] == []


def test_the_package_page_shows_picture_reasons_and_score(sme: Any, supplier: Any, rival: Any, client_for: Any) -> None:
    stock(supplier, rival)
    package = finished_run(ask(sme, "SOL-MES", nice=("EQP-ID",))).packages.first()
    for language in ("ko", "en"):
        client = client_for(sme)
        client.cookies["django_language"] = language
        answer = page(client, "package", package.pk)
        text = answer.content.decode()
        assert answer.status_code == 200
        assert 'class="pk"' in text
        assert reverse("sourcing:rfq_new", args=[package.pk]) in text
        assert " style=" not in text
        assert f"{package.value:.2f}" in text
    opened = Feedback.objects.filter(kind="opened").values_list("supplier_id", flat=True)
    members = {item.supplier_id for item in package.items.filter(supplier__isnull=False)}
    assert sorted(opened) == sorted(members)


def test_another_budget_gives_another_answer_without_a_row(
    sme: Any, supplier: Any, rival: Any, client_for: Any
) -> None:
    stock(supplier, rival)
    need = ask(sme, "SOL-MES")
    run = finished_run(need)
    client, runs = client_for(sme), MatchRun.objects.count()
    before = page(client, "what_if", need.pk)
    assert before.context["answer"] is None
    tight = page(client, "what_if", need.pk, budget=90_000_000).context["answer"]["result"]
    assert tight.gap is not None
    gone = run.packages.first().items.filter(supplier__isnull=False).first().supplier_id
    without = page(client, "what_if", need.pk, exclude=gone).context["answer"]["result"]
    assert all(member.pk != gone for card in without.cards for member in card.members)
    part = client.get(reverse("matching:what_if", args=[need.pk]), {"deadline": 30}, headers={"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith("<div")
    assert MatchRun.objects.count() == runs


def test_nonsense_in_a_what_if_is_told_by_field(sme: Any, supplier: Any, rival: Any, client_for: Any) -> None:
    stock(supplier, rival)
    need = ask(sme, "SOL-MES")
    finished_run(need)
    for query in ({"budget": "x"}, {"deadline": 10**9}, {"exclude": 10**9}, {"drop": "0"}):
        answer = page(client_for(sme), "what_if", need.pk, **query)
        assert answer.status_code == 200
        assert answer.context["form"].errors
        assert answer.context["answer"] is None


def test_a_need_that_nobody_serves_gets_an_honest_page(sme: Any, client_for: Any) -> None:
    need = ask(sme, "SOL-MES")
    finished_run(need)
    answer = page(client_for(sme), "need", need.pk)
    text = answer.content.decode()
    assert "이번에는 맞는 묶음을 찾지 못했습니다" in text
    assert "하는 곳이 아직 없습니다" in text
    assert page(client_for(sme), "what_if", need.pk, deadline=20).status_code == 200


def test_too_small_a_budget_shows_the_partial_package_and_what_would_help(
    sme: Any, supplier: Any, rival: Any, client_for: Any
) -> None:
    stock(supplier, rival)
    need = ask(sme, "SOL-MES", budget_krw=100_000_000)
    finished_run(need)
    result = page(client_for(sme), "need", need.pk).context["result"]
    assert result.gap is not None
    assert result.gap.relaxations
    assert result.cards[0].label == "partial"
    partial = need.runs.get().packages.get()
    assert page(client_for(sme), "package", partial.pk).status_code == 200


def test_a_failed_run_says_what_to_do_and_starts_nothing(sme: Any, client_for: Any) -> None:
    need = ask(sme, "SOL-NEVER")
    finished_run(need)
    assert "다시 찾기" in page(client_for(sme), "need", need.pk).content.decode()
    assert MatchRun.objects.count() == 1


def test_history_lists_runs_with_what_changed(sme: Any, supplier: Any, rival: Any, client_for: Any) -> None:
    need = ask(sme, "SOL-MES")
    finished_run(need)
    stock(supplier, rival)
    finished_run(need, trigger="nightly")
    answer = page(client_for(sme), "history", need.pk)
    assert "새로 생겼습니다" in answer.content.decode()
    assert "지난번과 달라진 점" in page(client_for(sme), "need", need.pk).content.decode()


def test_anybody_may_read_the_rules(reference: None, client: Any) -> None:
    text = client.get(reverse("matching:rules")).content.decode()
    assert "돈을 내고 순위를 올리는 길은 없습니다" in text
    assert "14점" in text


def test_a_case_of_an_older_engine_asks_to_search_again(sme: Any, supplier: Any, rival: Any, client_for: Any) -> None:
    stock(supplier, rival)
    run = finished_run(ask(sme, "SOL-MES"))
    MatchRun.objects.filter(pk=run.pk).update(case=gzip.compress(b'{"format": "matchmaker-case/0"}'))
    answer = page(client_for(sme), "what_if", run.need_id, deadline=30)
    assert answer.status_code == 200
    assert "예전 방식으로" in answer.content.decode()
