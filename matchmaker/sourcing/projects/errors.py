"""Expected refusals of projects, each with a message that says what to do next."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from matchmaker.sourcing.choices import MilestoneKind
from matchmaker.sourcing.errors import SourcingError


class ProjectOver(SourcingError):
    message = _("이미 끝난 프로젝트라 더는 바꿀 수 없습니다.")


class MilestoneDone(SourcingError):
    message = _("이미 마친 것으로 확인한 일정입니다.")


class EvidenceMissing(SourcingError):
    message = _("증빙 파일이 하나도 없어 마친 것으로 할 수 없습니다. 검수 확인서나 사진을 먼저 올려 주세요.")


class NotYetDue(SourcingError):
    message = _("아직 기한이 지나지 않았습니다. 기한 다음 날부터 ‘지키지 못함’으로 정할 수 있습니다.")


class EarlierFirst(SourcingError):
    """``kind``: the milestone that this one rests on."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.message = _("먼저 ‘%(before)s’부터 확인해 주세요.") % {"before": MilestoneKind(kind).label}


class FileRefused(SourcingError):
    """Base of everything that an upload can be refused for."""


class FileEmpty(FileRefused):
    message = _("빈 파일입니다. 내용이 있는 파일을 골라 주세요.")


class FileTooLarge(FileRefused):
    message = _("파일이 너무 큽니다. 10MB까지 올릴 수 있습니다. 사진은 크기를 줄이거나 나누어 올려 주세요.")


class FileKindRefused(FileRefused):
    message = _("올릴 수 없는 종류의 파일입니다. PDF, 사진(PNG, JPG), 엑셀, 워드, 한글, CSV, TXT 파일로 올려 주세요.")


class FileMismatch(FileRefused):
    message = _("파일 이름과 내용이 서로 다릅니다. 원래 프로그램에서 다시 저장해 올려 주세요.")


class FileUnsafe(FileRefused):
    message = _("안에 실행되는 내용(매크로, 스크립트 등)이 들어 있어 받지 않습니다. PDF로 바꾸어 올려 주세요.")


class TooManyFiles(FileRefused):
    message = _("한 프로젝트에 파일은 50개까지 올릴 수 있습니다. 필요 없는 파일을 먼저 지워 주세요.")


class FileKept(SourcingError):
    message = _("이미 확인이 끝난 일정의 증빙이라 지울 수 없습니다.")


class NotYours(SourcingError):
    message = _("상대의 제안에만 답할 수 있고, 우리 제안만 거둘 수 있습니다.")


class ChangeOver(SourcingError):
    message = _("이미 답했거나 거두었거나 기한이 지난 제안입니다. 화면을 새로 고쳐 확인해 주세요.")


class ChangeWaiting(SourcingError):
    message = _("같은 종류의 제안이 아직 답을 기다리고 있습니다. 그 답을 받거나 거둔 뒤에 다시 제안해 주세요.")


class ChangeAbsurd(SourcingError):
    message = _(
        "그대로는 받을 수 없는 변경입니다. 금액은 지금의 두 배까지, 기간은 52주까지 바꿀 수 있고, "
        "완료일은 오늘보다 뒤여야 합니다."
    )


class NobodyToTakeOver(SourcingError):
    message = _("이 부분에는 이어받을 곳이 정해져 있지 않습니다. 새로 맡을 곳을 골라 주세요.")
