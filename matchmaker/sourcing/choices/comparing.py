"""By what quotes are compared."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Criterion(TextChoices):
    """In the order of every table."""

    PRICE = "price", _("구축비")
    RUNNING = "running", _("5년 비용")
    TIME = "time", _("구축 기간")
    COVERAGE = "coverage", _("빠진 것 없음")
    SERVICE = "service", _("사후관리")
    DATA = "data", _("데이터 주인")
    TRACK = "track", _("지난 실적")
