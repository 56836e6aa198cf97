"""The administrators' lists as tables, with the filters of the page they are taken from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from matchmaker.accounts.choices import OrganisationKind
from matchmaker.coverage import selectors
from matchmaker.coverage.forms import FirmFilter, RegisterFilter
from matchmaker.exchange.sheets import AT_ONCE, Sheet
from matchmaker.lib.korea import business_number_shown


class FirmSheet(Sheet):
    open_to = OrganisationKind.PROGRAMME
    names_others = True

    def header(self) -> list[str]:
        return [
            _("기업 이름"),
            _("사업자등록번호"),
            _("어느 쪽"),
            _("지역"),
            _("확인 상태"),
            _("가입한 때"),
            _("가상 기업"),
        ]

    def rows(self) -> Iterator[list[Any]]:
        wanted = FirmFilter(self.wanted).wanted()
        query = wanted.pop("q")
        for firm in selectors.firms(self.actor.organisation, query=query, **wanted).iterator(chunk_size=AT_ONCE):
            supplier, buyer = getattr(firm, "supplier", None), getattr(firm, "demand_firm", None)
            yield [
                firm.name,
                business_number_shown(firm.business_number),
                firm.get_kind_display(),
                self.named((supplier or buyer).region if supplier or buyer else None),
                supplier.get_status_display() if supplier else "",
                firm.created_at,
                "O" if firm.simulated else "",
            ]


class RegisterSheet(Sheet):
    open_to = OrganisationKind.PROGRAMME
    names_others = True

    def header(self) -> list[str]:
        return [_("부여번호"), _("기업명"), _("주소"), _("지역"), _("가입한 기업")]

    def rows(self) -> Iterator[list[Any]]:
        wanted = RegisterFilter(self.wanted).wanted()
        rows = selectors.register_entries(self.actor.organisation, query=wanted["q"], region=wanted["region"])
        for row in rows.select_related("supplier__organisation").iterator(chunk_size=AT_ONCE):
            yield [row.register_no, row.name, row.address, self.named(row.region), str(row.supplier or "")]


class UnmetSheet(Sheet):
    """Needs that no package covers whole, with what is missing."""

    open_to = OrganisationKind.PROGRAMME
    names_others = True

    def header(self) -> list[str]:
        return [_("요청"), _("수요기업"), _("지역"), _("총 예산"), _("없는 것"), _("바뀐 때")]

    def rows(self) -> Iterator[list[Any]]:
        needs = selectors.unmet_needs(self.actor.organisation)
        for at in range(0, needs.count(), AT_ONCE):
            chunk = list(needs[at : at + AT_ONCE])
            missing = selectors.open_slots(chunk)
            for need in chunk:
                lacks = "; ".join(map(self.named, missing.get(need.pk, [])))
                firm = str(need.firm.organisation)
                yield [str(need), firm, self.named(need.region), need.budget_krw, lacks, need.changed_at]
