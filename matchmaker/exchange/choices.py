"""States of an import, of its rows, and of what an undo made of them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ImportStatus(TextChoices):
    READING = "reading", _("읽는 중")
    PREVIEW = "preview", _("미리보기")
    APPLYING = "applying", _("반영하는 중")
    DONE = "done", _("반영됨")
    UNDOING = "undoing", _("되돌리는 중")
    UNDONE = "undone", _("되돌림")
    DROPPED = "dropped", _("취소됨")
    FAILED = "failed", _("읽지 못함")


IMPORT_MOVES = {
    ImportStatus.READING: frozenset({ImportStatus.PREVIEW, ImportStatus.FAILED, ImportStatus.DROPPED}),
    ImportStatus.PREVIEW: frozenset({ImportStatus.APPLYING, ImportStatus.DROPPED}),
    ImportStatus.APPLYING: frozenset(
        {ImportStatus.DONE, ImportStatus.PREVIEW, ImportStatus.DROPPED, ImportStatus.UNDOING}
    ),
    ImportStatus.DONE: frozenset({ImportStatus.UNDOING}),
    ImportStatus.UNDOING: frozenset({ImportStatus.UNDONE}),
    ImportStatus.UNDONE: frozenset(),
    ImportStatus.DROPPED: frozenset(),
    ImportStatus.FAILED: frozenset(),
}
# A job carries the import through each of these.
AT_WORK = frozenset({ImportStatus.READING, ImportStatus.APPLYING, ImportStatus.UNDOING})
DROPPABLE = (ImportStatus.PREVIEW, ImportStatus.READING, ImportStatus.APPLYING)


class ImportMode(TextChoices):
    ALL = "all", _("모든 줄이 맞을 때만 한꺼번에")
    GOOD = "good", _("맞는 줄만")


class RowState(TextChoices):
    NEW = "new", _("새로")
    CHANGED = "changed", _("고침")
    SAME = "same", _("그대로")
    BAD = "bad", _("고칠 줄")


GOOD_ROWS = (RowState.NEW, RowState.CHANGED, RowState.SAME)


class Undo(TextChoices):
    """What became of one written row when the import was taken back."""

    WAITS = "", _("되돌리지 않음")
    BACK = "back", _("되돌렸습니다")
    TOUCHED = "touched", _("그 뒤에 다시 고친 것이라 그대로 두었습니다.")
    GONE = "gone", _("그 사이에 지워져서 되돌릴 것이 없습니다.")
    USED = "used", _("이미 다른 곳에서 쓰고 있어 지우지 않았습니다.")


class ErasureStatus(TextChoices):
    WAITING = "waiting", _("기다리는 중")
    DONE = "done", _("지움")
    WITHDRAWN = "withdrawn", _("거두어들임")


ERASURE_MOVES = {
    ErasureStatus.WAITING: frozenset({ErasureStatus.DONE, ErasureStatus.WITHDRAWN}),
    ErasureStatus.DONE: frozenset(),
    ErasureStatus.WITHDRAWN: frozenset(),
}
