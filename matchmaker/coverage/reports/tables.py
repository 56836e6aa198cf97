"""The rows behind each list, as its reader may see them: the same selectors as the page, and the same limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matchmaker.accounts.access import Actor
from matchmaker.coverage import selectors
from matchmaker.coverage.few import least_for
from matchmaker.coverage.forms import FirmFilter, RegisterFilter
from matchmaker.coverage.gap_map import Seen
from matchmaker.coverage.gap_selectors import latest
from matchmaker.coverage.gap_tables import table_of
from matchmaker.coverage.programmes import pages as programme_pages
from matchmaker.coverage.reports.choices import Listed
from matchmaker.coverage.verification_selectors import Queue, verification_queue
from matchmaker.lib.korea import business_number_shown
from matchmaker.reference.models import Programme
from suppliers.vocabulary import name_of

Rows = Iterable[list[object]]
Sheet = tuple[list[str], Rows]
AT_ONCE = 500


@dataclass(frozen=True)
class Table:
    """``names``: whether rows name firms, which an analyst never gets. ``keys``: what of the address counts.

    ``sheet``: header and rows, in the language that is active.
    """

    page: str
    keys: tuple[str, ...]
    names: bool
    sheet: Callable[[Mapping[str, str], Actor], Sheet]


def _with(rows: Callable[[Mapping[str, str], Actor], Rows], *names: str | Promise) -> Callable[..., Sheet]:
    return lambda query, actor: ([str(name) for name in names], rows(query, actor))


def _region(row: Any) -> str:
    return name_of(row.region) if row is not None and row.region is not None else ""


def _firms(query: Mapping[str, str], actor: Actor) -> Rows:
    wanted = FirmFilter(query).wanted()
    asked = wanted.pop("q")
    for row in selectors.firms(actor.organisation, query=asked, **wanted).iterator(chunk_size=AT_ONCE):
        side = getattr(row, "supplier", None) or getattr(row, "demand_firm", None)
        status = row.supplier.get_status_display() if hasattr(row, "supplier") else ""
        number = business_number_shown(row.business_number) if row.business_number else ""
        yield [row.name, row.get_kind_display(), _region(side), number, status, _simulated(row)]


def _simulated(organisation: Any) -> str:
    return _("가상") if organisation.simulated else ""


def _verification(query: Mapping[str, str], actor: Actor) -> Rows:
    show = query.get("show", "")
    rows = verification_queue(actor.organisation, show if show in Queue.values else Queue.APPLIED)
    for row in rows.iterator(chunk_size=AT_ONCE):
        firm = row.organisation
        dates = [row.applied_at and row.applied_at.date(), row.verified_at and row.verified_at.date()]
        number = business_number_shown(firm.business_number) if firm.business_number else ""
        published = row.published or 0
        yield [firm.name, number, _region(row), row.get_status_display(), published, *dates, row.suspended_until]


def _unmet(query: Mapping[str, str], actor: Actor) -> Rows:
    needs = selectors.unmet_needs(actor.organisation)
    for start in range(0, needs.count(), AT_ONCE):
        page = list(needs[start : start + AT_ONCE])
        slots = selectors.open_slots(page)
        for need in page:
            missing = ", ".join(name_of(row) for row in slots.get(need.pk, []))
            firm = need.firm.organisation
            yield [str(need), firm.name, _region(need), missing, need.budget_krw, need.deadline_weeks, _simulated(firm)]


def _register(query: Mapping[str, str], actor: Actor) -> Rows:
    wanted = RegisterFilter(query).wanted()
    found = selectors.register_entries(actor.organisation, query=wanted["q"], region=wanted["region"])
    for row in found.iterator(chunk_size=AT_ONCE):
        yield [row.register_no, row.name, _region(row), row.address, _("가입") if row.supplier_id else ""]


def _gaps(_query: Mapping[str, str], actor: Actor) -> Sheet:
    """The figures of the last night; who sees figures alone gets none about fewer than five firms."""
    snapshot = latest()
    if snapshot is None:
        return [_("빈틈")], []
    sheet = table_of("cells", snapshot, least=least_for(actor))
    return list(sheet.header), sheet.rows


def _programmes(query: Mapping[str, str], actor: Actor) -> Sheet:
    """The budgets of a year's programmes; an office of a region its own firms, an analyst nothing about a few."""
    year = programme_pages.year_wanted(query.get("year", ""), programme_pages.years())
    rows = Programme.objects.current().filter(year=year).order_by("code")
    return programme_pages.header(), programme_pages.table_rows(rows, actor)


COMPANY, REGION, NUMBER = gettext_lazy("회사"), gettext_lazy("지역"), gettext_lazy("사업자등록번호")
STATUS, SIMULATED = gettext_lazy("확인 상태"), gettext_lazy("가상 기업")
SIDE, PUBLISHED, APPLIED = gettext_lazy("어느 쪽"), gettext_lazy("게시"), gettext_lazy("신청한 날")
VERIFIED, UNTIL, NEED = gettext_lazy("확인한 날"), gettext_lazy("정지가 끝나는 날"), gettext_lazy("요청")
OPEN, BUDGET, WEEKS = gettext_lazy("비어 있는 자리"), gettext_lazy("예산(원)"), gettext_lazy("기한(주)")
CODE, ADDRESS, MEMBER = gettext_lazy("번호"), gettext_lazy("주소"), gettext_lazy("가입 여부")

FIRMS = _with(_firms, COMPANY, SIDE, REGION, NUMBER, STATUS, SIMULATED)
VERIFICATION = _with(_verification, COMPANY, NUMBER, REGION, STATUS, PUBLISHED, APPLIED, VERIFIED, UNTIL)
UNMET = _with(_unmet, NEED, COMPANY, REGION, OPEN, BUDGET, WEEKS, SIMULATED)
REGISTER = _with(_register, CODE, COMPANY, REGION, ADDRESS, MEMBER)
TABLES: dict[str, Table] = {
    Listed.FIRMS: Table("coverage:firms", ("q", "side", "region", "status"), True, FIRMS),
    Listed.VERIFICATION: Table("coverage:verification", ("show",), True, VERIFICATION),
    Listed.UNMET: Table("coverage:unmet", (), True, UNMET),
    Listed.REGISTER: Table("coverage:register", ("q", "region"), True, REGISTER),
    Listed.GAPS: Table("coverage:gaps", tuple(vars(Seen())), False, _gaps),
    Listed.PROGRAMMES: Table("coverage:programmes", ("year",), False, _programmes),
}


def may_list(actor: Actor, listed: str) -> bool:
    """Whether this person may have rows of that list at all."""
    return listed in TABLES and (actor.sees_firms or not TABLES[listed].names)


def kept_query(listed: str, query: str) -> str:
    """Of an address's search only what the list understands, so that a view holds nothing foreign."""
    found = QueryDict(query[:2000])
    kept = QueryDict(mutable=True)
    for key in TABLES[listed].keys:
        if value := found.get(key, "").replace("\x00", "").strip()[:60]:
            kept[key] = value
    return kept.urlencode()


def table_sheet(listed: str, query: str, actor: Actor) -> Sheet:
    """Raises PermissionError for a reader who may not have them."""
    if not may_list(actor, listed):
        raise PermissionError(listed)
    return TABLES[listed].sheet(QueryDict(query), actor)
