"""Alerts as a table to take away; the same rows as on the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from matchmaker.accounts.choices import OrganisationKind
from matchmaker.coverage.alerts.choices import AlertStatus
from matchmaker.coverage.alerts.selectors import listed
from matchmaker.coverage.alerts.wording import sentence, subject_name
from matchmaker.exchange.sheets import AT_ONCE, Sheet


class AlertSheet(Sheet):
    open_to = OrganisationKind.PROGRAMME

    def header(self) -> list[str]:
        return [
            _("무엇"),
            _("어디"),
            _("상태"),
            _("언제부터"),
            _("마지막으로 센 날"),
            _("그때"),
            _("지금"),
            _("언제까지 알리지 않음"),
        ]

    def rows(self) -> Iterator[list[Any]]:
        show = self.wanted.get("show", "")
        status = show if show in AlertStatus.values else AlertStatus.OPEN.value
        for row in listed(self.actor, status).iterator(chunk_size=AT_ONCE):
            yield [
                str(row.get_rule_display()),
                subject_name(row),
                str(row.get_status_display()),
                row.since,
                row.day,
                sentence(row, row.first),
                sentence(row, row.now),
                row.muted_until,
            ]
