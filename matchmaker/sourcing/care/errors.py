"""Expected refusals of after-care."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from matchmaker.sourcing.errors import SourcingError


class ProjectEnded(SourcingError):
    message = _("중도에 끝난 프로젝트라 접수할 수 없습니다.")


class TicketLate(SourcingError):
    message = _("약속한 시간이 지났습니다. 고치신 뒤 ‘해결했습니다’를 눌러 주세요.")


class TicketClosed(SourcingError):
    message = _("이미 끝났거나 다른 곳이 이어받은 접수입니다.")


class HandoverOver(SourcingError):
    message = _("기한이 지났거나 취소되어 더는 답할 수 없습니다.")


class HandoverAnswered(SourcingError):
    message = _("이미 다르게 답하셨습니다. 바꾸시려면 운영기관에 연락해 주세요.")


class NotReceived(SourcingError):
    message = _("새로 맡는 곳이 먼저 자료를 받았다고 눌러야 합니다.")


class Unfit(SourcingError):
    message = _("그 공급기업에는 지금 맡길 수 없습니다. 확인을 마친 다른 공급기업을 골라 주세요.")
