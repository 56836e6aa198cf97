"""Expected refusals, each with words for the person who asked."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class MeetingRefused(Exception):
    message: str | Promise = _("지금은 할 수 없습니다.")


class NotSigningUp(MeetingRefused):
    message = _("지금은 신청을 받지 않는 행사입니다.")


class NeedMissing(MeetingRefused):
    message = _("어떤 요청으로 오시는지 골라 주세요.")


class DayPassed(MeetingRefused):
    message = _("오늘이나 그 뒤의 날짜를 골라 주세요.")


class TooLate(MeetingRefused):
    message = _("만남이 이미 시작되었거나 지나서 시간표를 다시 짤 수 없습니다.")


class NobodyToMeet(MeetingRefused):
    message = _("서로 만날 만한 곳이 없습니다. 오기로 한 곳을 더 모아 주세요.")


class NotYet(MeetingRefused):
    message = _("행사 날부터 결과를 남길 수 있습니다.")


class ReasonNeeded(MeetingRefused):
    message = _("함께하지 않는 이유를 골라 주세요.")


class AlreadyTold(MeetingRefused):
    message = _("이미 결과를 남기셨습니다.")
