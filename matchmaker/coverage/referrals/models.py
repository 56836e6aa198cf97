"""A need handed to a person who can help: an adviser of an office, or a centre outside with its contact."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from demand.models import Need
from matchmaker.accounts.models import Organisation
from matchmaker.coverage.referrals.choices import (
    REFERRAL_MOVES,
    UNDER_WAY,
    ReferralReason,
    ReferralResult,
    ReferralStatus,
)
from matchmaker.lib.transitions import MoveEvent, Stateful


class Referral(Stateful):
    """``adviser``: somebody of an office, or ``centre`` with ``contact`` for one outside. ``note`` is the offices' own,
    ``words`` is what the firm wrote when it asked. ``late``: its time ran out once.
    """

    MOVES: ClassVar[dict[str, frozenset[str]]] = REFERRAL_MOVES

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="referrals")
    status = models.CharField(max_length=10, choices=ReferralStatus.choices, default=ReferralStatus.ASKED)
    reason = models.CharField(max_length=10, choices=ReferralReason.choices)
    words = models.CharField(_("덧붙이고 싶은 말"), max_length=300, blank=True)
    office = models.ForeignKey(Organisation, null=True, on_delete=models.SET_NULL, related_name="referrals")
    adviser = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    centre = models.CharField(_("센터 이름"), max_length=80, blank=True)
    contact = models.CharField(_("센터 연락처"), max_length=80, blank=True)
    note = models.CharField(_("상담에 도움이 될 메모"), max_length=300, blank=True)
    result = models.CharField(max_length=10, choices=ReferralResult.choices, blank=True)
    late = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    next_check_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        app_label = "coverage"
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["need"], condition=models.Q(status__in=sorted(UNDER_WAY)), name="one_referral_a_need_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"referral of need {self.need_id}"


class ReferralEvent(MoveEvent):
    row = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="events")

    class Meta(MoveEvent.Meta):
        app_label = "coverage"
