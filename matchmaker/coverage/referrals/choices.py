"""States of a referral, and how it ended."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReferralStatus(TextChoices):
    ASKED = "asked", _("상담 요청")
    REFERRED = "referred", _("맡김")
    CONTACTED = "contacted", _("연락함")
    DONE = "done", _("마침")
    CANCELLED = "cancelled", _("거두어들임")


REFERRAL_MOVES = {
    ReferralStatus.ASKED: frozenset({ReferralStatus.REFERRED, ReferralStatus.CANCELLED}),
    # Another adviser, or back from one who cannot.
    ReferralStatus.REFERRED: frozenset({ReferralStatus.CONTACTED, ReferralStatus.DONE, ReferralStatus.CANCELLED}),
    ReferralStatus.CONTACTED: frozenset({ReferralStatus.DONE, ReferralStatus.CANCELLED}),
    ReferralStatus.DONE: frozenset(),
    ReferralStatus.CANCELLED: frozenset(),
}
UNDER_WAY = frozenset({ReferralStatus.ASKED, ReferralStatus.REFERRED, ReferralStatus.CONTACTED})


class ReferralReason(TextChoices):
    """Why somebody should help."""

    STUCK = "stuck", _("무엇이 필요한지 정하기 어렵습니다")
    UNMET = "unmet", _("맞는 공급기업을 찾지 못했습니다")
    MONEY = "money", _("지원사업과 돈이 걱정됩니다")
    PLANT = "plant", _("공장을 직접 보아야 합니다")


class ReferralResult(TextChoices):
    REWRITTEN = "rewritten", _("요청을 함께 다듬었습니다")
    INTRODUCED = "introduced", _("공급기업을 소개했습니다")
    PROGRAMME = "programme", _("맞는 지원사업을 알려 드렸습니다")
    LATER = "later", _("지금은 하지 않기로 했습니다")
    UNREACHED = "unreached", _("연락이 닿지 않았습니다")
