"""Contracts and money stay as long as both sides' books must; what is under way keeps a firm from being erased."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from matchmaker.accounts.models import Organisation
from matchmaker.exchange.erasing import BLOCKS, GOES, STAYS, Item
from matchmaker.sourcing.choices.awards import AwardStatus
from matchmaker.sourcing.choices.projects import IN_CARE
from matchmaker.sourcing.choices.requests import RfqStatus
from matchmaker.sourcing.models import Award, Project, Question, Review, Rfq

BOOKS = timedelta(days=3653)  # ten years
LAW = gettext_noop("상법 제33조에 따라 거래 장부와 중요한 서류는 10년 동안 남겨야 합니다.")
RUNNING = gettext_noop("먼저 마치거나 거두어 주세요.")
WAITING = (AwardStatus.PENDING, AwardStatus.CONDITIONAL)


def _mine(organisation: Organisation, *ways: str) -> Q:
    wanted = Q()
    for way in ways:
        wanted |= Q(**{way: organisation})
    return wanted


def plan(organisation: Organisation) -> list[Item]:
    projects = Project.objects.filter(
        _mine(organisation, "need__firm__organisation", "slots__supplier__organisation")
    ).distinct()
    awards = Award.objects.filter(
        _mine(organisation, "need__firm__organisation", "quote__parts__supplier__organisation")
    ).distinct()
    ended = [row.completed_on or timezone.localdate(row.created_at) for row in projects.exclude(status__in=IN_CARE)]
    running = projects.filter(status__in=IN_CARE).count()
    until: date | None = max(ended) + BOOKS if ended else None
    asked = Rfq.objects.filter(
        need__firm__organisation=organisation, status__in=(RfqStatus.OPEN, RfqStatus.PARTIAL, RfqStatus.COMPLETE)
    )
    return [
        Item(BLOCKS, gettext_noop("진행 중이거나 사후관리 중인 프로젝트"), running, RUNNING),
        Item(BLOCKS, gettext_noop("결과를 기다리는 선정"), awards.filter(status__in=WAITING).count(), RUNNING),
        Item(BLOCKS, gettext_noop("답을 기다리는 견적 요청"), asked.filter(need__status="open").count(), RUNNING),
        Item(STAYS, gettext_noop("마친 계약: 금액, 기간, 회사 이름과 사업자등록번호"), len(ended), LAW, until),
        Item(GOES, gettext_noop("후기에 적은 글과 질문"), Review.objects.filter(author=organisation).count()),
    ]  # fmt: skip


def erase(organisation: Organisation) -> None:
    """Runs inside the erasure's transaction: words go, points and amounts stay."""
    Review.objects.filter(author=organisation).update(comment="")
    Question.objects.filter(asker__organisation=organisation).update(text="(지운 글)")
