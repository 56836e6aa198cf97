"""Failures that matching expects; each has a code that the run row keeps and a sentence that says what to do."""

from django.utils.translation import gettext_lazy as _


class MatchingError(Exception):
    code = "matching_error"
    message = _("묶음을 찾지 못했습니다. 잠시 뒤 다시 눌러 주세요.")


class NeedNotReady(MatchingError):
    """A need that is still a draft, or closed."""

    code = "need_not_ready"
    message = _("먼저 요청 내용을 확인해 주세요. 확인하면 바로 찾기 시작합니다.")


class Superseded(MatchingError):
    """Another worker took the run over after this one's lease ran out: its answer counts, not ours."""

    code = "superseded"


class NothingToLearn(MatchingError):
    """No need yet in which two offers that were seen got unlike far."""

    code = "nothing_to_learn"
    message = _("아직 배울 만한 일이 쌓이지 않았습니다.")


class NotProved(MatchingError):
    """The ladder does not allow the step; ``why`` are the codes of its reasons."""

    code = "not_proved"
    message = _("아직 이 단계로 올릴 수 없습니다. 까닭은 그 기준 옆에 적혀 있습니다.")


class NothingBefore(MatchingError):
    code = "nothing_before"
    message = _("되돌릴 이전 기준이 없습니다.")
