"""Words of outcomes; the same state reads differently to whoever is asked and to whoever waits."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from matchmaker.sourcing.choices import CheckStatus
from matchmaker.sourcing.wording import State

FOR_FIRM: dict[str, State] = {
    CheckStatus.WAITING: (_("아직 때가 아님"), ""),
    CheckStatus.ASKED: (_("답해 주세요"), "info"),
    CheckStatus.ANSWERED: (_("답하셨습니다"), "ok"),
    CheckStatus.MISSED: (_("답을 받지 못했습니다"), "warn"),
}
FOR_OTHERS: dict[str, State] = {
    CheckStatus.WAITING: (_("아직 때가 아님"), ""),
    CheckStatus.ASKED: (_("수요기업의 답을 기다림"), "info"),
    CheckStatus.ANSWERED: (_("수요기업이 답함"), "ok"),
    CheckStatus.MISSED: (_("수요기업이 답하지 않음"), "warn"),
}
