"""Kinds of messages as people tell them apart when they decide what may reach them by e-mail."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from matchmaker.notifications.choices import INBOX_KINDS, MessageKind


class Group(TextChoices):
    MATCHES = "matches", _("추천 결과")
    REQUESTS = "requests", _("견적 요청 진행")
    QUOTES = "quotes", _("견적과 선정")
    PROJECTS = "projects", _("프로젝트와 사후관리")
    OUTCOMES = "outcomes", _("성과·평가·기업 확인")
    OFFICE = "office", _("운영")


# On channels where deadlines may be chosen, they are a group of their own.
DEADLINE_GROUP = "deadline"

ABOUT = {
    Group.MATCHES: _("추천이 달라지거나, 찾지 못했을 때"),
    Group.REQUESTS: _("답이 오거나, 참여할 곳이 바뀌거나, 요청이 끝났을 때"),
    Group.QUOTES: _("견적이 들어오거나, 선정 결과가 나왔을 때"),
    Group.PROJECTS: _("일정, 변경, 고장·문의, 인수인계 소식"),
    Group.OUTCOMES: _("성과가 보고되거나, 평가가 공개되거나, 기업 확인 결과가 나왔을 때"),
    Group.OFFICE: _("기업 확인 신청이 오거나, 추천 기준이 되돌려졌을 때"),
}

# Something waits for the reader until a set time: missing it costs a job, so these always go out at once.
_WAITS = (
    "rfq_invited rfq_reminder question_asked need_amended need_ending quote_due decision_due award_made "
    "result_due milestone_reported milestone_due change_proposed ticket_opened ticket_reminder handover_asked "
    "handover_reminder handover_papers handover_received outcome_asked outcome_reminder webhook_broken referral_yours"
)
DEADLINE = frozenset(MessageKind(kind) for kind in _WAITS.split())

_MEMBERS = {
    Group.MATCHES: (
        "shortlist_changed run_failed gap_extend demand_radar day_invited day_planned day_cancelled day_follow_up "
        "day_outcome referral_moved"
    ),
    Group.QUOTES: (
        "quote_signed quote_handed_in quotes_opened quote_expired quote_revising quote_withdrawn quote_reconfirmed "
        "award_confirmed award_fallen award_next quote_lost programme_decided decision_over candidates_gone"
    ),
    Group.PROJECTS: (
        "project_started milestone_decided milestone_missed change_closed project_closed ticket_moved ticket_breached "
        "handover_started handover_answered handover_cancelled handover_done no_standby"
    ),
    Group.OUTCOMES: (
        "kpis_agreed outcome_missed outcome_answered review_asked review_published verification_decided reverify_soon"
    ),
    Group.OFFICE: (
        "flag_raised ranker_rolled_back verification_applied reverify_due report_ready day_untold referral_asked "
        "coverage_alerts"
    ),
    Group.REQUESTS: (
        "rfq_answered rfq_all_answered rfq_expired rfq_cancelled rfq_withdrawn rfq_suspended rfq_refilled rfq_gap "
        "question_answered promise_missed no_quote need_ended"
    ),
}
_GROUP = {MessageKind(kind): group for group, kinds in _MEMBERS.items() for kind in kinds.split()}


def group_of(kind: str) -> Group | None:
    """The group of a kind; None where a deadline makes it nobody's to switch off."""
    if kind in DEADLINE or kind not in INBOX_KINDS:
        return None
    return _GROUP[MessageKind(kind)]


def kinds_in(group: str) -> list[str]:
    return sorted(kind for kind, its in _GROUP.items() if its == group)
