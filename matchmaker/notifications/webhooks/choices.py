"""What an organisation's own systems may be told, and how a webhook and its deliveries fare."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from matchmaker.notifications.groups import DEADLINE, DEADLINE_GROUP, Group, group_of


class WebhookStatus(TextChoices):
    ACTIVE = "active", _("켜짐")
    OFF = "off", _("꺼 둠")
    BROKEN = "broken", _("받지 못해 멈춤")


class PostStatus(TextChoices):
    QUEUED = "queued", _("보낼 차례를 기다림")
    SENDING = "sending", _("보내고 있음")
    SENT = "sent", _("받았음")
    FAILED = "failed", _("전하지 못함")


OWN = "own"
TOPICS = {DEADLINE_GROUP: _("답할 기한이 있는 일"), **{str(group): group.label for group in Group}}
TOPICS[OWN] = _("우리 요청과 제품의 상태 변화")
PING = "ping"


def topic_of(kind: str) -> str:
    """Under which topic a kind of message is told."""
    return DEADLINE_GROUP if kind in DEADLINE else str(group_of(kind))
