"""A search that somebody stops: it ends at once, leaves nothing, and nothing starts it again by itself."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from demand.models import DemandFirm, Need
from matchmaker.lib.claims import claim
from matchmaker.matching.models import MatchRun, RankedOffer, RunMerit
from matchmaker.matching.running import runs_execute, runs_take
from matchmaker.matching.services import LEASE, run_cancel, run_request, runs_sweep
from tests import factories
from tests.api.asking import Program, token_for
from tests.at_once import at_once
from tests.matching.scenes import ask, finished_run, stale_needs, stock

pytestmark = pytest.mark.django_db


def claimed(run: MatchRun) -> MatchRun:
    found = claim(MatchRun, run.pk, waiting="queued", busy="running", lease=LEASE)
    assert found is not None
    return found


def press(client: Any, name: str, pk: int) -> Any:
    return client.post(reverse(f"matching:{name}", args=[pk]), follow=True)


def look(client: Any, need: Need) -> str:
    return client.get(reverse("matching:need", args=[need.pk])).content.decode()


def edited(need: Need) -> Need:
    Need.objects.filter(pk=need.pk).update(version=need.version + 1)
    need.refresh_from_db()
    return need


def test_the_waiting_page_stops_the_search_and_nothing_starts_it_again(sme: Any, client_for: Any) -> None:
    client, need = client_for(sme), ask(sme, "SOL-MES")
    assert 'id="run-stop"' in look(client, need)
    run = MatchRun.objects.get()
    page = press(client, "run_cancel", run.pk).content.decode()
    assert "찾기를 그만두었습니다" in page
    assert "전에 찾은 결과" not in page
    assert 'id="run-stop"' not in page
    look(client, need)
    run.refresh_from_db()
    assert (run.status, run.lease_until, MatchRun.objects.count()) == ("cancelled", None, 1)
    assert run.finished_at is not None
    assert runs_take(but=set()).runs == []
    assert runs_sweep() == []


def test_searching_again_afterwards_is_one_press(sme: Any, supplier: Any, rival: Any, client_for: Any) -> None:
    stock(supplier, rival)
    client, need = client_for(sme), ask(sme, "SOL-MES")
    look(client, need)
    press(client, "run_cancel", MatchRun.objects.get().pk)
    assert "찾고 있습니다" in press(client, "run_start", need.pk).content.decode()
    runs_execute(runs=[claimed(MatchRun.objects.latest("pk"))])
    assert "가장 잘 맞음" in look(client, need)


def test_a_search_that_is_stopped_under_its_worker_leaves_nothing(sme: Any, supplier: Any, rival: Any) -> None:
    stock(supplier, rival)
    run = claimed(run_request(need=ask(sme, "SOL-MES"), trigger="asked"))
    assert run_cancel(run=run)
    runs_execute(runs=[run])
    run.refresh_from_db()
    assert run.status == "cancelled"
    assert not run.packages.exists()
    assert not RankedOffer.objects.filter(run=run).exists()
    assert not RunMerit.objects.filter(run=run).exists()


def test_one_that_is_stopped_among_several_takes_none_with_it(sme: Any, supplier: Any, rival: Any) -> None:
    stock(supplier, rival)
    rows = [run_request(need=ask(sme, "SOL-MES"), trigger="nightly") for _ in range(3)]
    taken = runs_take(but=set()).runs
    run_cancel(run=rows[1])
    runs_execute(runs=taken)
    assert list(MatchRun.objects.order_by("pk").values_list("status", flat=True)) == ["done", "cancelled", "done"]
    assert [run.packages.exists() for run in rows] == [True, False, True]


def test_what_was_found_before_stays_in_sight(sme: Any, supplier: Any, rival: Any, client_for: Any) -> None:
    stock(supplier, rival)
    client, need = client_for(sme), ask(sme, "SOL-MES")
    finished_run(need)
    assert 'id="run-stop"' in press(client, "run_start", need.pk).content.decode()
    page = press(client, "run_cancel", MatchRun.objects.latest("pk").pk).content.decode()
    assert "아래는 전에 찾은 결과입니다" in page
    assert "가장 잘 맞음" in page
    assert "지금 다시 찾고 있습니다" not in page
    assert "그만둠" in client.get(reverse("matching:history", args=[need.pk])).content.decode()


def test_the_day_does_not_ask_again_for_what_somebody_stopped(sme: Any, supplier: Any, rival: Any) -> None:
    stock(supplier, rival)
    need = ask(sme, "SOL-MES")
    finished_run(need)
    run = run_request(need=edited(need), trigger="asked")
    run_cancel(run=run)
    assert stale_needs() == []
    edited(need)
    finished_run(need)
    edited(need)
    assert stale_needs() == [need]


def test_what_has_ended_is_not_stopped(sme: Any, supplier: Any, rival: Any, client_for: Any) -> None:
    stock(supplier, rival)
    run = finished_run(ask(sme, "SOL-MES"))
    assert not run_cancel(run=run)
    assert "이미 끝난 찾기입니다" in press(client_for(sme), "run_cancel", run.pk).content.decode()
    run.refresh_from_db()
    assert run.status == "done"


def test_only_the_firm_s_own_writers_stop_it(sme: Any, other_sme: Any, supplier: Any, client_for: Any) -> None:
    need = ask(sme, "SOL-MES")
    run = run_request(need=need, trigger="asked")
    home = DemandFirm.objects.get(needs=need).organisation
    viewer = factories.member_of(home, "viewer@example.com", role="viewer")
    for person in (other_sme, supplier, viewer):
        assert press(client_for(person), "run_cancel", run.pk).status_code == 404
    assert 'id="run-stop"' not in look(client_for(viewer), need)
    assert client_for(sme).get(reverse("matching:run_cancel", args=[run.pk])).status_code == 405
    run.refresh_from_db()
    assert run.status == "queued"


def test_a_program_stops_a_search_as_a_person_does(sme: Any) -> None:
    program = Program(token_for(sme)[1])
    run = run_request(need=ask(sme, "SOL-MES"), trigger="asked")
    for _ in range(2):
        program.get(f"runs/{run.pk}/")
        answer = program.write("POST", f"runs/{run.pk}/cancel/")
        assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")
    assert program.ask("POST", f"runs/{run.pk}/cancel/").status_code == 428


@pytest.mark.django_db(transaction=True)
def test_stopping_in_the_moment_of_writing_gives_all_or_nothing(sme: Any, supplier: Any, rival: Any) -> None:
    stock(supplier, rival)
    run = claimed(run_request(need=ask(sme, "SOL-MES"), trigger="nightly"))

    def work() -> None:
        todo = [run]
        while todo:  # SQLite in memory may say "locked" instead of waiting; then the run is put back
            runs_execute(runs=todo)
            todo = runs_take(but=set()).runs

    stopped, worked = at_once(lambda: run_cancel(run=run), work)
    assert worked is None
    assert isinstance(stopped, bool)
    run.refresh_from_db()
    assert (run.status, run.packages.exists()) == (("cancelled", False) if stopped else ("done", True))
