"""Saved views and reports: kept, made once a turn, told, and never more than their reader may see."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from matchmaker.accounts.access import Actor
from matchmaker.accounts.audit_models import AuditEntry
from matchmaker.accounts.models import Membership, Organisation, User
from matchmaker.coverage.reports.dates import next_day, next_moment
from matchmaker.coverage.reports.models import Report, ReportSchedule, SavedView
from matchmaker.coverage.reports.services import ViewRefused, report_request, schedule_set, view_save
from matchmaker.coverage.tasks import sweep_timers
from matchmaker.jobs.models import Job
from matchmaker.jobs.tasks import run
from matchmaker.lib.korea import is_working_day
from matchmaker.notifications.models import Message
from tests import factories
from tests.cast import Browsers

DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def actor(user: User) -> Actor:
    row = Membership.objects.select_related("organisation").get(user=user)
    return Actor(user=user, organisation=row.organisation, role=row.role)


def saved(user: User, listed: str = "firms", query: str = "", **fields: object) -> SavedView:
    return view_save(actor=actor(user), listed=listed, query=query, name=f"내 {listed}", **{"shared": False, **fields})


def made(user: User, view: SavedView, form: str = "csv") -> Report:
    job = report_request(actor=actor(user), view=view, form=form)
    run(job.pk)
    return Report.objects.latest("pk")


def content(client: object, report: Report) -> bytes:
    answer = client.get(f"/programme/reports/{report.pk}/")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def table(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


@given(cadence=st.sampled_from(["weekly", "monthly"]), day=st.integers(1, 31), after=DAYS)
def test_every_turn_is_a_later_working_day_and_near_the_day_meant(cadence: str, day: int, after: date) -> None:
    day = day % 5 if cadence == "weekly" else day
    due = next_day(cadence, day, after)
    assert is_working_day(due)
    assert timedelta() < due - after <= timedelta(days=21 if cadence == "weekly" else 45)
    meant = [due - timedelta(days=back) for back in range(15)]
    assert any(one.weekday() == day if cadence == "weekly" else one.day == day or day > 28 for one in meant)
    assert not any(is_working_day(one) and _meant(cadence, day, one) for one in _between(after, due))


def _meant(cadence: str, day: int, on: date) -> bool:
    return on.weekday() == day if cadence == "weekly" else on.day == day


def _between(after: date, due: date) -> list[date]:
    return [after + timedelta(days=step) for step in range(1, (due - after).days)]


def test_new_years_day_moves_to_the_next_working_day_and_this_morning_counts_until_eight() -> None:
    assert next_day("monthly", 1, date(2026, 12, 31)) == date(2027, 1, 4)
    for hour, due in ((7, 30), (9, 7)):
        at = timezone.make_aware(datetime(2026, 11, 30, hour))
        assert timezone.localdate(next_moment("weekly", 0, at)).day == due


def test_a_view_keeps_what_its_list_understands(administrator: User) -> None:
    view = saved(administrator, query="q=%EA%B0%80%EC%98%A8&side=supplier&evil=1&status=%00")
    assert view.query == "q=%EA%B0%80%EC%98%A8&side=supplier"
    again = saved(administrator, query="side=demand")
    assert (again.pk, again.query, SavedView.objects.count()) == (view.pk, "side=demand", 1)


def test_a_report_has_the_rows_of_the_page_and_no_cell_runs(
    administrator: User, supplier: User, sme: User, client_for: Browsers
) -> None:
    Organisation.objects.filter(name="가온시스템").update(name="=HYPERLINK(1)")
    report = made(administrator, saved(administrator, query="side=supplier"))
    rows = table(content(client_for(administrator), report))
    assert [row[0] for row in rows[1:]] == ["'=HYPERLINK(1)"]
    assert report.rows == 1
    book = load_workbook(io.BytesIO(content(client_for(administrator), made(administrator, report_view(), "xlsx"))))
    cell = book.active["A2"]
    assert (cell.value, cell.data_type) == ("'=HYPERLINK(1)", "s")


def report_view() -> SavedView:
    return SavedView.objects.get()


@pytest.mark.parametrize("listed", ["firms", "verification", "unmet", "register", "gaps", "programmes"])
def test_every_list_can_be_made(administrator: User, supplier: User, listed: str, client_for: Browsers) -> None:
    report = made(administrator, saved(administrator, listed=listed))
    assert table(content(client_for(administrator), report))[0]


def test_a_pdf_is_one(administrator: User, supplier: User, client_for: Browsers) -> None:
    pytest.importorskip("weasyprint")
    assert content(client_for(administrator), made(administrator, saved(administrator), "pdf")).startswith(b"%PDF-")


def test_a_turn_is_made_once_told_once_and_the_next_is_set(administrator: User, client_for: Browsers) -> None:
    with time_machine.travel(timezone.make_aware(datetime(2026, 11, 29, 12))):
        order = schedule_set(actor=actor(administrator), view=saved(administrator), cadence="weekly", day=0, form="csv")
        assert sweep_timers() == 0
    with time_machine.travel(timezone.make_aware(datetime(2026, 11, 30, 8, 1))):
        assert (sweep_timers(), sweep_timers()) == (1, 0)
        run(Job.objects.get(kind="report").pk)
    order.refresh_from_db()
    assert timezone.localdate(order.next_check_at) == date(2026, 12, 7)
    report, message = Report.objects.get(), Message.objects.get(kind="report_ready")
    assert (report.due, message.recipient) == (date(2026, 11, 30), administrator)
    assert message.url == f"/programme/reports/{report.pk}/"
    assert client_for(administrator).get(message.url).status_code == 200


def test_whoever_left_gets_nothing_more(administrator: User) -> None:
    order = schedule_set(actor=actor(administrator), view=saved(administrator), cadence="weekly", day=0, form="csv")
    Membership.objects.filter(user=administrator).delete()
    with time_machine.travel(order.next_check_at + timedelta(minutes=1)):
        sweep_timers()
    order.refresh_from_db()
    assert order.next_check_at is None
    assert not Report.objects.exists()


def test_an_analyst_gets_figures_and_never_names(administrator: User, client_for: Browsers) -> None:
    view = saved(administrator, shared=True)
    report = made(administrator, view)
    Membership.objects.filter(user=administrator).update(role="analyst")
    client = client_for(administrator)
    assert view.name not in client.get("/programme/views/").content.decode()
    assert client.get(f"/programme/reports/{report.pk}/").status_code == 404
    assert client.post(f"/programme/views/{view.pk}/make/", {"form": "csv"}).status_code == 404
    with pytest.raises(ViewRefused):
        saved(administrator)
    assert made(administrator, saved(administrator, listed="gaps")).path


def test_a_role_lost_between_order_and_making_makes_nothing(administrator: User) -> None:
    job = report_request(actor=actor(administrator), view=saved(administrator), form="csv")
    Membership.objects.filter(user=administrator).update(role="analyst")
    run(job.pk)
    job.refresh_from_db()
    assert (job.status, Report.objects.get().path) == ("failed", "")


def test_an_office_of_one_region_reports_its_region(administrator: User, supplier: User, rival: User) -> None:
    Organisation.objects.filter(kind="programme").update(scope="48")
    rival.organisations.get().supplier.__class__.objects.filter(organisation__name="다온테크").update(region="11")
    assert made(administrator, saved(administrator)).rows == 1


def test_only_its_reader_opens_a_report_and_each_opening_is_noted(
    administrator: User, supplier: User, client_for: Browsers
) -> None:
    report = made(administrator, saved(administrator, shared=True))
    office = administrator.organisations.get()
    colleague = factories.member_of(office, "colleague@example.com")
    for who in (colleague, supplier):
        assert client_for(who).get(f"/programme/reports/{report.pk}/").status_code == 404
    content(client_for(administrator), report)
    assert AuditEntry.objects.filter(target_kind="coverage.report", action="export").count() == 1
    assert saved(administrator, shared=True).name in client_for(colleague).get("/programme/views/").content.decode()


def test_a_file_is_forgotten_after_ninety_days(administrator: User, client_for: Browsers) -> None:
    report = made(administrator, saved(administrator))
    with time_machine.travel(timezone.now() + timedelta(days=91)):
        assert sweep_timers() == 1
    report.refresh_from_db()
    assert report.path == ""
    assert client_for(administrator).get(f"/programme/reports/{report.pk}/").status_code == 302


def test_the_pages_save_order_stop_and_delete(administrator: User, supplier: User, client_for: Browsers) -> None:
    client = client_for(administrator)
    assert client.get("/programme/views/").status_code == 200
    client.post("/programme/views/save/", {"name": "공급", "listed": "firms", "query": "side=supplier"})
    view = SavedView.objects.get()
    where = f"/programme/views/{view.pk}"
    assert client.post(f"{where}/schedule/", {"form": "csv", "cadence": "monthly", "monthday": "40"}).status_code == 422
    assert client.post(f"{where}/schedule/", {"form": "csv", "cadence": "monthly"}).status_code == 422
    client.post(f"{where}/schedule/", {"form": "csv", "cadence": "monthly", "monthday": "3"})
    assert ReportSchedule.objects.get().day == 3
    assert "매달 3일" in client.get("/programme/views/").content.decode()
    client.post(f"{where}/stop/")
    assert not ReportSchedule.objects.exists()
    assert client.post(f"{where}/make/", {"form": "exe"}).status_code == 302
    assert not Job.objects.exists()
    for bad in ({"name": "", "listed": "firms"}, {"name": "a", "listed": "x"}):
        client.post("/programme/views/save/", bad)
    assert client_for(supplier).post(f"{where}/delete/").status_code == 404
    client.post(f"{where}/delete/")
    assert not SavedView.objects.exists()
