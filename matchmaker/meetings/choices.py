"""States and kinds of matching days."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class DayStatus(TextChoices):
    DRAFT = "draft", _("준비 중")
    OPEN = "open", _("신청 받는 중")
    PLANNED = "planned", _("시간표 나옴")
    HELD = "held", _("열렸음")
    CLOSED = "closed", _("마무리됨")
    CANCELLED = "cancelled", _("취소됨")


DAY_MOVES = {
    DayStatus.DRAFT: frozenset({DayStatus.OPEN, DayStatus.CANCELLED}),
    DayStatus.OPEN: frozenset({DayStatus.PLANNED, DayStatus.CANCELLED}),
    DayStatus.PLANNED: frozenset({DayStatus.HELD, DayStatus.CANCELLED}),
    DayStatus.HELD: frozenset({DayStatus.CLOSED}),
    DayStatus.CLOSED: frozenset(),
    DayStatus.CANCELLED: frozenset(),
}
SEEN_BY_GUESTS = frozenset(DayStatus) - {DayStatus.DRAFT}
SCHEDULED = frozenset({DayStatus.PLANNED, DayStatus.HELD, DayStatus.CLOSED})


class SlotMinutes(IntegerChoices):
    TWENTY = 20, _("20분")
    TWENTY_FIVE = 25, _("25분")
    THIRTY = 30, _("30분")


class GuestStatus(TextChoices):
    INVITED = "invited", _("초대함")
    COMING = "coming", _("옵니다")
    NOT_COMING = "not_coming", _("오지 않습니다")


GUEST_MOVES = {
    GuestStatus.INVITED: frozenset({GuestStatus.COMING, GuestStatus.NOT_COMING}),
    GuestStatus.COMING: frozenset({GuestStatus.NOT_COMING}),
    GuestStatus.NOT_COMING: frozenset({GuestStatus.COMING}),
}


class MeetingStatus(TextChoices):
    PLANNED = "planned", _("예정")
    HELD = "held", _("만났음")
    MISSED = "missed", _("만나지 못함")
    WANTED = "wanted", _("견적을 받기로 함")
    LATER = "later", _("조금 더 생각함")
    REFUSED = "refused", _("함께하지 않기로 함")
    UNTOLD = "untold", _("결과를 듣지 못함")


OUTCOMES = frozenset({MeetingStatus.WANTED, MeetingStatus.LATER, MeetingStatus.REFUSED})
AWAITED = frozenset({MeetingStatus.PLANNED, MeetingStatus.HELD, MeetingStatus.LATER, MeetingStatus.UNTOLD})
MEETING_MOVES = {
    MeetingStatus.PLANNED: OUTCOMES | {MeetingStatus.HELD, MeetingStatus.MISSED},
    MeetingStatus.HELD: OUTCOMES | {MeetingStatus.UNTOLD},
    MeetingStatus.LATER: frozenset({MeetingStatus.WANTED, MeetingStatus.REFUSED, MeetingStatus.UNTOLD}),
    MeetingStatus.UNTOLD: OUTCOMES,
    MeetingStatus.MISSED: OUTCOMES,
    MeetingStatus.WANTED: frozenset(),
    MeetingStatus.REFUSED: frozenset(),
}


class RefuseReason(TextChoices):
    FIELD = "field", _("찾던 분야가 아닙니다")
    PRICE = "price", _("예산과 맞지 않습니다")
    FAR = "far", _("너무 멀어서 사후관리가 걱정됩니다")
    TIME = "time", _("시기가 맞지 않습니다")
    OTHER = "other", _("그 밖의 이유")


class CancelReason(TextChoices):
    FEW = "few", _("신청한 곳이 너무 적습니다")
    PLACE = "place", _("장소를 쓸 수 없게 되었습니다")
    WEATHER = "weather", _("날씨나 재난 때문입니다")
    OTHER = "other", _("그 밖의 사정")
