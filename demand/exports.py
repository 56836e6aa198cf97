"""A firm's own needs as a table, in the columns and words that an import reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from demand.import_needs import ASKED, NeedKind
from demand.models import Need
from matchmaker.accounts.choices import OrganisationKind
from matchmaker.exchange.sheets import AT_ONCE, Sheet
from matchmaker.reference.models import Capability


class NeedSheet(Sheet):
    open_to = OrganisationKind.DEMAND

    def header(self) -> list[str]:
        language = "ko" if self.korean else "en"
        return [*(column.title(language) for column in NeedKind.columns), _("상태"), _("결과"), _("적은 때")]

    def rows(self) -> Iterator[list[Any]]:
        names = {row.pk: self.named(row) for row in Capability.objects.all()}
        needs = Need.objects.filter(firm__organisation=self.actor.organisation).order_by("pk")
        needs = needs.select_related("region", "industry").prefetch_related("requirements")
        for need in needs.iterator(chunk_size=AT_ONCE):
            yield self._row(need, names)

    def _row(self, need: Need, names: dict[str, str]) -> list[Any]:
        asked = [row for row in need.requirements.all() if row.confirmed]
        cells = {
            name: "; ".join(names.get(code, code) for row in asked if row.strength == strength for code in row.codes)
            for name, strength in ASKED.items()
        }
        weeks = need.deadline_weeks
        cells |= {
            "region": self.named(need.region),
            "industry": self.named(need.industry),
            "deadline_weeks": _("%(weeks)s주") % {"weeks": weeks} if weeks else "",
        }
        own = [
            cells[column.name] if column.name in cells else getattr(need, column.name) for column in NeedKind.columns
        ]
        return [*own, need.get_status_display(), need.get_result_display(), need.created_at]
