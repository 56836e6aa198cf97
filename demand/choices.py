"""States and kinds of the demand side."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FirmSize(TextChoices):
    MICRO = "micro", _("소상공인")
    SMALL = "small", _("소기업")
    MEDIUM = "medium", _("중기업")
    MIDSIZE = "midsize", _("중견기업")


class Maturity(TextChoices):
    NONE = "0", _("아직 안 함")
    BASIC = "1", _("기초")
    MIDDLE1 = "2", _("중간1")
    MIDDLE2 = "3", _("중간2")
    ADVANCED = "4", _("고도화")


class NeedStatus(TextChoices):
    DRAFT = "draft", _("작성 중")
    CHECKED = "checked", _("확인됨")
    OPEN = "open", _("찾는 중")
    CLOSED = "closed", _("마감")


NEED_MOVES = {
    NeedStatus.DRAFT: frozenset({NeedStatus.CHECKED, NeedStatus.CLOSED}),
    NeedStatus.CHECKED: frozenset({NeedStatus.DRAFT, NeedStatus.OPEN, NeedStatus.CLOSED}),
    NeedStatus.OPEN: frozenset({NeedStatus.CHECKED, NeedStatus.CLOSED}),
    NeedStatus.CLOSED: frozenset(),
}
MATCHED = frozenset({NeedStatus.CHECKED, NeedStatus.OPEN})


class NeedResult(TextChoices):
    AWARDED = "awarded", _("선정됨")
    UNMET = "unmet", _("채우지 못함")
    WITHDRAWN = "withdrawn", _("철회")
    EXPIRED = "expired", _("기한 지남")


class Strength(TextChoices):
    MUST = "must", _("꼭 필요")
    NICE = "nice", _("있으면 좋음")
    OWNED = "owned", _("이미 있음")
    UNWANTED = "unwanted", _("원하지 않음")


class BudgetPeriod(TextChoices):
    ONCE = "once", _("한 번")
    MONTH = "month", _("매월")
    YEAR = "year", _("매년")
