"""Lines of the administrators' long lists say what the rows and Django's own filters would say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.template.defaultfilters import floatformat, truncatechars
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from matchmaker.accounts.models import Organisation, User
from matchmaker.coverage.lines import FIRM_LINE, RUN_LINE, firm_lines, run_lines, seconds_between
from matchmaker.coverage.selectors import firms, runs
from matchmaker.lib.templatetags.house import business_number, in_language, moment
from matchmaker.matching.choices import RunStatus, Trigger
from matchmaker.matching.models import MatchRun
from suppliers.choices import Verification
from suppliers.models import Supplier
from tests import factories

pytestmark = pytest.mark.django_db
TEXTS = [
    "",
    "짧은 말",
    "가" * 60,
    "가" * 61,
    "e\u0301" * 31,
    "e\u0301" * 60,
    "\u1112\u1161\u11ab" * 70,
    "a\u0301\u0323" * 61,
]


@pytest.fixture
def office() -> Organisation:
    return Organisation(kind="programme", name="전국")


def test_a_firm_is_told_as_its_rows_tell_it(office: Organisation, sme: User) -> None:
    for at, status in enumerate(Verification):
        firm = Organisation.objects.create(
            kind="supplier",
            name=f"공급{at}",
            business_number=["1248100998", "12"][at] if at < 2 else "",
            simulated=bool(at % 2),
        )
        Supplier.objects.create(organisation=firm, status=status, region_id=["48", None][at % 2])
    Organisation.objects.create(kind="supplier", name="아직 없음")
    for language in ("ko", "en", "ko"):
        with override(language):
            rows = list(firms(office))
            lines = firm_lines(firms(office).values_list(*FIRM_LINE))
            assert len(lines) == len(rows) > len(Verification)
            for line, row in zip(lines, rows, strict=True):
                supplier = getattr(row, "supplier", None)
                side = supplier or getattr(row, "demand_firm", None)
                badge = render_to_string("suppliers/status_badge.html", {"supplier": supplier}) if supplier else "–"
                assert (line.name, line.simulated, line.case) == (row.name, row.simulated, supplier and supplier.pk)
                assert line.side == row.get_kind_display()
                assert line.region == (in_language(side.region) if side and side.region else "–")
                assert line.number == (business_number(row.business_number) or "–")
                assert line.badge == badge


def test_a_run_is_told_as_its_rows_and_the_filters_tell_it(office: Organisation, sme: User) -> None:
    needs = [factories.need(sme) for _ in TEXTS]
    now = timezone.now()
    for at, (need, text) in enumerate(zip(needs, TEXTS, strict=True)):
        need.title, need.text = text[:80], "말로 적은 요청 " * 9
        need.save(update_fields=["title", "text"])
        ended = now + timedelta(milliseconds=50 * at) if at else None
        MatchRun.objects.create(
            need=need, need_version=1, status=list(RunStatus)[at % len(RunStatus)], error=text * 5,
            trigger=list(Trigger)[at % len(Trigger)], started_at=now, finished_at=ended,
        )  # fmt: skip
    for language in ("ko", "en", "ko"):
        with override(language):
            lines = run_lines(runs(office).values_list(*RUN_LINE))
            for line, row in zip(lines, runs(office), strict=True):
                firm = row.need.firm.organisation
                assert (line.pk, line.firm, line.simulated) == (row.pk, firm.name, firm.simulated)
                assert (line.done, line.failed) == (row.status == "done", row.status == "failed")
                assert (line.trigger, line.status) == (row.get_trigger_display(), row.get_status_display())
                assert line.look == {"done": "ok", "failed": "bad"}.get(row.status, "info")
                assert line.need == truncatechars(row.need, 60)
                assert line.error == truncatechars(row.error, 240)
                assert line.at == moment(row.created_at)
                assert bool(line.seconds) == (row.finished_at is not None)


@pytest.mark.parametrize(
    "micro", [0, 1, 49_999, 50_000, 149_999, 150_000, 250_000, 1_950_000, 3_600_000_000, 90_061_250_000]
)
def test_seconds_are_rounded_as_the_filter_rounds_them(micro: int) -> None:
    took = timedelta(microseconds=micro)
    start = timezone.now()
    for language in ("ko", "en"):
        with override(language):
            assert seconds_between(start, start + took) == floatformat(took.total_seconds(), 1)
    assert seconds_between(start, None) == seconds_between(None, start) == ""
