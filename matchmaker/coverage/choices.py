"""Kinds of what administrators do about gaps."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ApproachKind(TextChoices):
    JOIN = "join", _("회원으로 모심")
    EXTEND = "extend", _("이 지역까지 와 달라고 부탁")
