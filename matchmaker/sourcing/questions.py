"""Questions of suppliers and answers of the firm: all that are invited read both, nobody reads who asked."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from demand.choices import NeedStatus
from matchmaker.accounts.models import User
from matchmaker.notifications.choices import MessageKind
from matchmaker.sourcing.choices import LIVE
from matchmaker.sourcing.errors import AnswerGiven, QuestionsClosed
from matchmaker.sourcing.letters import tell_firm, tell_suppliers
from matchmaker.sourcing.models import Question, RfqInvitation, Round


def may_ask(row: Round | None) -> bool:
    """Until quotes are due, while the need goes on."""
    return row is not None and row.quotes_due_at > timezone.now() and row.need.status != NeedStatus.CLOSED


@transaction.atomic
def question_ask(*, invitation: RfqInvitation, actor: User, text: str) -> Question:
    """Ask the firm. The same words again are one question. Raises QuestionsClosed after the deadline."""
    found = Round.objects.select_for_update(of=("self",)).select_related("need__firm__organisation")
    row = found.filter(pk=invitation.rfq.round_id).first()
    known = RfqInvitation.objects.filter(pk=invitation.pk, status__in=LIVE)
    if row is None or not may_ask(row) or not known.exists():
        raise QuestionsClosed
    twin = row.questions.filter(asker=invitation.supplier_id, text=text).first()
    if twin is not None:
        return twin
    question = row.questions.create(asker_id=invitation.supplier_id, asked_by=actor, text=text)
    url = reverse("sourcing:rfq", args=[invitation.rfq_id])
    tell_firm(row.need, MessageKind.QUESTION_ASKED, url=url, key=str(question.pk), text=text[:200])
    return question


@transaction.atomic
def question_answer(*, question: Question, actor: User, text: str) -> Question:
    """Answer to all that are invited. The same answer again does nothing.

    Raises AnswerGiven when it was answered otherwise, QuestionsClosed after the deadline.
    """
    locked = Question.objects.select_for_update(of=("self",)).select_related("round__need__firm__organisation")
    row = locked.get(pk=question.pk)
    if row.answer:
        if row.answer == text:
            return row
        raise AnswerGiven
    if not may_ask(row.round):
        raise QuestionsClosed
    row.answer, row.answered_by, row.answered_at = text, actor, timezone.now()
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    invited = RfqInvitation.objects.filter(rfq__round=row.round, status__in=LIVE)
    for one in invited.select_related("supplier__organisation"):
        url, words = reverse("sourcing:invitation", args=[one.pk]), {"text": row.text[:200], "answer": text[:200]}
        tell_suppliers([one.supplier], row.round.need, MessageKind.QUESTION_ANSWERED, url=url, key=str(row.pk), **words)
    return row
