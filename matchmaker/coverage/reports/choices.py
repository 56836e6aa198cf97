"""What a saved view is about, in which form it is taken away, and how often it is made."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Listed(TextChoices):
    """The pages whose rows can be saved as a view and made into a report."""

    FIRMS = "firms", _("기업 목록")
    VERIFICATION = "verification", _("기업 확인")
    UNMET = "unmet", _("못 채운 요청")
    REGISTER = "register", _("공급기업 명부")
    GAPS = "gaps", _("빈틈 지도")
    PROGRAMMES = "programmes", _("지원사업 예산")


class ReportForm(TextChoices):
    XLSX = "xlsx", _("엑셀(xlsx)")
    PDF = "pdf", _("문서(pdf)")
    CSV = "csv", _("표(csv)")


class Cadence(TextChoices):
    WEEKLY = "weekly", _("매주")
    MONTHLY = "monthly", _("매달")


class Weekday(TextChoices):
    MON = "0", _("월요일")
    TUE = "1", _("화요일")
    WED = "2", _("수요일")
    THU = "3", _("목요일")
    FRI = "4", _("금요일")
