"""Expected failures of the demand side, each with a message for people that says what to do next."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DemandError(Exception):
    """Base. ``permanent``: trying the same again cannot help."""

    message: str | Promise = ""
    permanent = True


class NeedClosed(DemandError):
    message = _("이미 마감한 요청이라 바꿀 수 없습니다. 같은 글로 새 요청을 시작해 주세요.")


class UnknownCapability(DemandError):
    message = _("목록에 없는 항목입니다. 다른 말로 찾거나 목록에서 골라 주세요.")


class NothingAsked(DemandError):
    message = _("꼭 필요한 것을 하나 이상 골라 주세요. 그래야 맞는 업체를 찾을 수 있습니다.")
