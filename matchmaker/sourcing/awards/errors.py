"""Expected refusals of the choice, each with a message that says what to do next."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from matchmaker.sourcing.errors import SourcingError


class AlreadyChosen(SourcingError):
    message = _("이미 다른 견적을 선정했습니다. 바꾸려면 먼저 그 선정을 거두어 주세요.")


class NotChoosable(SourcingError):
    message = _("지금은 이 견적을 선정할 수 없습니다. 화면을 새로 고쳐 상태를 확인해 주세요.")


class QuoteStale(SourcingError):
    message = _("견적을 받은 뒤에 요청 내용이 바뀌었습니다. 공급기업이 견적을 다시 확인하면 선정할 수 있습니다.")


class QuoteRanOut(SourcingError):
    message = _("견적의 유효기간이 지났습니다. 공급기업에 새 견적을 부탁해 주세요.")


class ResultInThePast(SourcingError):
    message = _("지원사업 결과가 나오는 날은 오늘보다 뒤여야 합니다.")


class ResultMissing(SourcingError):
    message = _("지원사업을 고르셨다면 결과가 나오는 날을 적어 주세요.")


class RunsOutBeforeResult(SourcingError):
    message = _(
        "이 견적은 지원사업 결과가 나오기 전에 유효기간이 끝납니다. "
        "공급기업에 유효기간을 늘린 견적을 부탁하거나 결과일을 확인해 주세요."
    )


class AwardOver(SourcingError):
    message = _("그 사이에 이 선정의 상태가 바뀌었습니다. 지금 상태를 확인해 주세요.")


class NeedChanged(SourcingError):
    message = _(
        "선정한 뒤에 요청 내용이 바뀌었습니다. "
        "대표 공급기업이 견적 화면에서 ‘견적은 그대로입니다’를 누르면 이어서 할 수 있습니다."
    )


class ConfirmLate(SourcingError):
    message = _("확인 기한이 지났습니다.")


class NothingLeft(SourcingError):
    message = _("줄인 범위에도 한 가지는 남아 있어야 합니다.")


class NotToReoffer(SourcingError):
    message = _("지원사업에서 떨어진 선정만 다시 제안받을 수 있습니다.")


class AlreadyExtended(SourcingError):
    message = _("결정 기한은 한 번만 늘릴 수 있습니다.")


class DecisionOver(SourcingError):
    message = _("결정 기한이 이미 지났습니다.")


class UnderReview(SourcingError):
    message = _("운영기관이 서류를 확인하고 있습니다. 확인이 끝나면 이어서 진행하실 수 있습니다.")


class NotPassed(SourcingError):
    message = _("운영기관의 확인을 통과하지 못한 견적이라 선정할 수 없습니다. 궁금한 점은 운영기관에 물어 주세요.")
