"""Tables to take away: what each is called, whose it is, its columns and its rows, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django.utils.module_loading import import_string
from django.utils.translation import get_language

from matchmaker.accounts.access import Actor

AT_ONCE = 500
SHEETS = {
    "offers": "suppliers.exports.OfferSheet",
    "projects": "suppliers.exports.ProjectSheet",
    "needs": "demand.exports.NeedSheet",
    "firms": "matchmaker.coverage.exports.FirmSheet",
    "register": "matchmaker.coverage.exports.RegisterSheet",
    "alerts": "matchmaker.coverage.alerts.exports.AlertSheet",
    "unmet": "matchmaker.coverage.exports.UnmetSheet",
}


class Sheet:
    """One table for one reader; ``wanted`` are the filters of the page it was taken from."""

    open_to: ClassVar[str]
    names_others: ClassVar[bool] = False  # who only reads figures does not get it

    def __init__(self, actor: Actor, wanted: Mapping[str, str]) -> None:
        self.actor, self.wanted = actor, wanted
        self.korean = (get_language() or "ko").startswith("ko")

    def header(self) -> list[str]:
        raise NotImplementedError

    def rows(self) -> Iterator[list[Any]]:
        raise NotImplementedError

    def named(self, row: Any) -> str:
        """A row of the vocabulary in the reader's language; empty for none."""
        return "" if row is None else row.name_ko if self.korean else row.name_en


def sheet_class(name: str) -> type[Sheet] | None:
    return import_string(SHEETS[name]) if name in SHEETS else None
