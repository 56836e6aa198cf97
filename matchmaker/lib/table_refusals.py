"""Why an upload is no table that we can read; each says to people what to do."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _


class TableUnreadable(Exception):
    """The upload is no table that we can read. ``message`` is for people, with ``params`` filled in."""

    message = _("파일을 읽지 못했습니다. 엑셀(.xlsx)이나 CSV로 다시 저장해 올려 주세요.")

    def __init__(self, **params: object) -> None:
        super().__init__(params)
        self.params = params

    def __str__(self) -> str:
        return str(self.message) % self.params


class TableEmpty(TableUnreadable):
    message = _("파일에 내용이 없습니다. 첫 줄에 열 이름, 둘째 줄부터 내용을 적어 주세요.")


class TableTooBig(TableUnreadable):
    message = _("파일이 너무 큽니다. %(megabytes)s MB 이하로 나누어 올려 주세요.")


class TableTooLong(TableUnreadable):
    message = _("한 번에 %(rows)s줄까지 올릴 수 있습니다. 파일을 나누어 올려 주세요.")


class OldExcel(TableUnreadable):
    message = _("옛 엑셀 형식(.xls)은 읽지 못합니다. 엑셀에서 '다른 이름으로 저장'을 눌러 .xlsx로 저장해 주세요.")


class UnknownEncoding(TableUnreadable):
    message = _("글자를 알아볼 수 없습니다. 엑셀에서 'CSV UTF-8' 또는 .xlsx로 저장해 올려 주세요.")
