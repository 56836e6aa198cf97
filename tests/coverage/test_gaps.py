"""The map of gaps: counted once a day, shown from what was counted, taken away as a table."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from demand.models import DemandFirm
from matchmaker.accounts.choices import Role
from matchmaker.accounts.models import Organisation
from matchmaker.coverage.gap_services import count_ensure, count_request, snapshot_take
from matchmaker.coverage.gap_store import cube_of
from matchmaker.coverage.gap_tables import TABLES
from matchmaker.coverage.models import GapCell, GapSnapshot
from matchmaker.jobs.choices import JobStatus
from matchmaker.jobs.models import Job
from matchmaker.jobs.services import job_cancel, job_execute
from matchmaker.jobs.tasks import run as do
from matchmaker.jobs.work import LEASE
from matchmaker.lib.claims import claim
from matchmaker.sourcing.models import Round
from suppliers.models import Supplier
from tests import factories
from tests.cast import Browsers
from tests.matching.scenes import ask, finished_run, firm, stock
from tests.query_budgets import assert_budget

pytestmark = pytest.mark.django_db
MAP, TAKE = reverse("coverage:gaps"), reverse("coverage:gaps_take")
EXPORT = reverse("coverage:gaps_table", args=["cells", "csv"])
CELL = reverse("coverage:gap", args=["SOL-MES", "48"])


@pytest.fixture
def asked(sme: Any, supplier: Any, rival: Any) -> Any:
    """Two suppliers of SOL-MES everywhere; the firm's region wants it, and one thing that nobody sells."""
    stock(supplier, rival)
    return ask(sme, "SOL-MES", "EQP-ASRS|EQP-AGV")


def test_a_cell_holds_what_its_parts_say(asked: Any) -> None:
    snapshot = snapshot_take()
    cell = snapshot.cells.get(capability="SOL-MES", region="48")
    assert (cell.demand, cell.suppliers) == (1.0, 2)
    assert cell.answers == pytest.approx(cell.suppliers * cell.answering * cell.capacity)
    assert cell.answers == pytest.approx(1.2)  # both with room and, with nothing on record, the reply rate of the prior
    assert cell.gap == pytest.approx(0.6)
    bare = snapshot.cells.get(capability="EQP-ASRS", region="48")
    assert (bare.demand, bare.suppliers, bare.gap) == (0.5, 0, 1.0)
    assert snapshot.other_gap == pytest.approx((0.6 + 0.5 + 0.5) / 2)
    assert snapshot.capital_gap == 0
    kept = cube_of(snapshot)
    here = kept.cube.code == kept.codes.index("SOL-MES")
    assert kept.industries[kept.cube.industry[here][0]] == "30"
    assert kept.cube.gap[here].tolist() == [pytest.approx(0.6)]


def test_a_factory_that_begins_waits_for_what_has_to_come_first(asked: Any, sme: Any, rival: Any) -> None:
    """MES stands on a terminal: one firm sells that, and two the system."""
    DemandFirm.objects.update(maturity="0")
    cell = snapshot_take().cells.get(capability="SOL-MES", region="48")
    assert (cell.own, cell.gap) == (pytest.approx(0.6), pytest.approx(0.8))
    DemandFirm.objects.update(maturity="2")
    assert snapshot_take().cells.get(capability="SOL-MES", region="48").gap == pytest.approx(0.6)


@pytest.mark.parametrize("fault", [{"status": "suspended"}, {"capacity_per_quarter": 0}])
def test_who_cannot_take_work_answers_nothing(asked: Any, rival: Any, fault: dict[str, Any]) -> None:
    Supplier.objects.filter(pk=firm(rival).pk).update(**fault, changed_at=timezone.now())
    assert snapshot_take().cells.get(capability="SOL-MES", region="48").answers == pytest.approx(0.6)


def test_a_day_is_counted_into_one_row(asked: Any, sme: Any) -> None:
    first = snapshot_take()
    cells = first.cells.count()
    ask(sme, "SOL-MES")
    again = snapshot_take()
    assert again.pk == first.pk
    assert GapSnapshot.objects.count() == 1
    assert GapCell.objects.count() == cells
    assert again.cells.get(capability="SOL-MES", region="48").demand == 2.0
    assert count_ensure() is None


def test_a_missed_night_is_made_up_for(asked: Any, capsys: Any) -> None:
    snapshot_take(day=timezone.localdate() - timedelta(days=1))
    job = count_ensure()
    assert job is not None
    assert count_ensure() == job
    do(job.pk)
    assert GapSnapshot.objects.filter(day=timezone.localdate()).count() == 1
    job.refresh_from_db()
    assert (job.status, job.done, job.total) == ("done", 5, 5)
    assert count_ensure() is None
    call_command("take_snapshot")
    assert "1 open needs" in capsys.readouterr().out


def test_a_count_that_is_stopped_keeps_the_figures_of_before(asked: Any, sme: Any) -> None:
    before = snapshot_take()
    ask(sme, "SOL-MES")
    job = claim(Job, count_request().pk, waiting=JobStatus.QUEUED, busy=JobStatus.RUNNING, lease=LEASE)
    assert job_cancel(job=job)
    job_execute(job=job)
    job.refresh_from_db()
    assert job.status == JobStatus.CANCELLED
    assert [row.taken_at for row in GapSnapshot.objects.all()] == [before.taken_at]


def test_answers_promises_and_what_is_unmet_are_counted(asked: Any, sme: Any) -> None:
    finished_run(asked)
    now = timezone.now()
    Round.objects.create(need=asked, need_version=1, quotes_due_at=now, promise_by=now, promise_kept=True)
    told = snapshot_take().measures
    slots = {"EQP-ASRS": 1, "EQP-AGV": 1}
    assert told["unmet"] == {"total": 1, "nobody": 1, "limits": 0, "escalations": {}, "slots": slots}
    assert (told["answers"]["kept"], told["answers"]["promises"]) == (1.0, 1)
    assert told["invitations"]["total"] == 0
    assert told["invitations"]["gini"] is None


def test_the_map_teaches_while_nothing_is_counted(administrator: Any, client_for: Browsers) -> None:
    client = client_for(administrator)
    assert "아직 센 적이 없습니다" in client.get(MAP).content.decode()
    assert client.get(EXPORT).status_code == 404


def test_the_button_counts(
    asked: Any, administrator: Any, client_for: Browsers, django_capture_on_commit_callbacks: Any
) -> None:
    client = client_for(administrator)
    with django_capture_on_commit_callbacks() as told:
        assert [client.post(TAKE).status_code for _ in range(2)] == [302, 302]
    assert len(told) == 2
    job = Job.objects.get()
    waiting = client.get(MAP).content.decode()
    assert reverse("jobs:job_cancel", args=[job.pk]) in waiting
    assert TAKE not in waiting
    do(job.pk)
    page = client.get(MAP).content.decode()
    assert TAKE in page
    assert CELL in page
    assert 'class="step-3"' in page
    assert "60%" in page
    assert "약속한 답" in page


@pytest.mark.parametrize(
    ("query", "seen"), [("by=industry", "업종에서"), ("by=level", "수준의 공장"), ("by=x", "어디에서")]
)
def test_the_address_keeps_what_is_shown(
    asked: Any, administrator: Any, client_for: Browsers, query: str, seen: str
) -> None:
    snapshot_take()
    assert seen in client_for(administrator).get(f"{MAP}?{query}").content.decode()


def test_a_stage_leaves_the_others_out(asked: Any, administrator: Any, client_for: Browsers) -> None:
    snapshot_take()
    page = client_for(administrator).get(f"{MAP}?stage=SALE").content.decode()
    assert CELL not in page


def test_a_square_names_needs_and_neighbours_to_staff_alone(
    asked: Any, rival: Any, administrator: Any, client_for: Browsers
) -> None:
    for offer in firm(rival).offers.all():
        offer.regions.set(["47"])
    Supplier.objects.filter(pk=firm(rival).pk).update(region="47", changed_at=timezone.now())
    snapshot_take(day=date(2026, 1, 5))
    snapshot_take()
    page = client_for(administrator).get(CELL).content.decode()
    assert "다온테크" in page
    assert "가온시스템" not in page
    assert "한빛정밀" in page
    assert "<polyline" in page
    office = Organisation.objects.get(memberships__user=administrator)
    looking = client_for(factories.member_of(office, "eye@example.com", Role.VIEWER))
    assert "한빛정밀" in looking.get(CELL).content.decode()
    assert looking.post(TAKE).status_code == 404


def test_an_unknown_square_is_not_found(administrator: Any, client_for: Browsers) -> None:
    client = client_for(administrator)
    assert client.get(reverse("coverage:gap", args=["NO-SUCH", "48"])).status_code == 404
    assert client.get(reverse("coverage:gap", args=["SOL-MES", "99"])).status_code == 404


def test_the_table_that_is_taken_away_has_every_part(asked: Any, administrator: Any, client_for: Browsers) -> None:
    snapshot = snapshot_take()
    lines = client_for(administrator).get(EXPORT).getvalue().decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + snapshot.cells.count()
    told = [line for line in lines if line.startswith(f"{snapshot.day},SOL-MES,") and ",48," in line]
    parts = [[float(part) for part in line.split(",")[5:]] for line in told]
    # requests, coming, firms, serving, reaching, with room, replying, room, answers, own gap, added, gap, ahead
    assert parts == [[1.0, 0.2493, 1, 2, 2, 2, 0.6, 1.0, 1.2, 0.6, 0.0, 0.6, 0.6]]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_picture_has_its_table(
    asked: Any, administrator: Any, client_for: Browsers, name: str, form: str
) -> None:
    snapshot_take()
    address = reverse("coverage:gaps_table", args=[name, form])
    answer = client_for(administrator).get(address)
    assert answer.status_code == 200
    assert f"gaps-{name}-" in answer["Content-Disposition"]
    assert answer.getvalue()[:2] == (b"PK" if form == "xlsx" else b"\xef\xbb")


def test_a_table_that_there_is_not_is_not_found(asked: Any, administrator: Any, client_for: Browsers) -> None:
    snapshot_take()
    for name, form in (("firms", "csv"), ("cells", "exe")):
        address = reverse("coverage:gaps_table", args=[name, form])
        assert client_for(administrator).get(address).status_code == 404


@pytest.mark.parametrize("more", [0, 4])
def test_pages_take_the_same_number_of_queries(
    asked: Any, sme: Any, administrator: Any, client_for: Browsers, more: int
) -> None:
    for at in range(more):
        ask(sme, "SOL-MES", "EQP-ASRS", region_id=("41", "44", "47", "48")[at])
        snapshot_take(day=date(2026, 1, 1 + at))
    snapshot_take()
    client = client_for(administrator)
    for name, url in (("gaps", MAP), ("gap", CELL), ("gaps_table", EXPORT)):
        client.get(url)
        assert_budget(client, url, f"coverage:{name}")
