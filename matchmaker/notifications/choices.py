from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DeliveryStatus(TextChoices):
    QUEUED = "queued", _("대기")
    SENDING = "sending", _("보내는 중")
    SENT = "sent", _("보냄")
    FAILED = "failed", _("실패")


class Channel(TextChoices):
    EMAIL = "email", _("이메일")
