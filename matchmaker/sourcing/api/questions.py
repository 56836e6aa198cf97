"""Questions on a request: asked by one that was invited, answered by the firm, read by all; nobody learns whose."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.response import Response

from matchmaker.lib.api.operations import operation
from matchmaker.lib.api.schemas import form_data, form_schema
from matchmaker.sourcing import questions, selectors
from matchmaker.sourcing.api.base import FirmSide, SupplierSide
from matchmaker.sourcing.choices import LIVE
from matchmaker.sourcing.forms import AnswerForm, AskForm
from matchmaker.sourcing.models import Question, RfqInvitation


class QuestionOut(serializers.ModelSerializer):
    """`answer` is empty until the firm has answered; who asked is told to nobody."""

    class Meta:
        model = Question
        fields = ("id", "text", "answer", "created_at", "answered_at")


class AskedQuestions(SupplierSide):
    out = QuestionOut

    def invitation(self, pk: int) -> RfqInvitation:
        """Whoever is out of the request neither asks nor reads on, as on the page."""
        rows = selectors.invitation_details(self.home).filter(status__in=LIVE)
        return get_object_or_404(rows, pk=pk)

    @operation("requests:read", "Questions and answers of a request you are invited to", answer=QuestionOut, many=True)
    def get(self, request: Any, pk: int) -> Response:
        rows = Question.objects.filter(round=self.invitation(pk).rfq.round_id)
        return self.page(rows, order=("created_at", "pk"))

    @operation("requests:write", "Ask the firm", answer=QuestionOut, body=form_schema(AskForm), creates=True)
    def post(self, request: Any, pk: int) -> Response:
        """All that are invited read it. The same words again are the same question."""
        form = self.filled(AskForm(form_data(AskForm, self.body())))
        row = questions.question_ask(invitation=self.invitation(pk), actor=request.user, **form.cleaned_data)
        return self.answer(row, status=201)


class RequestQuestions(FirmSide):
    out = QuestionOut

    @operation("requests:read", "Questions on a request of yours", answer=QuestionOut, many=True)
    def get(self, request: Any, pk: int) -> Response:
        """They belong to the round: all requests of one need show the same."""
        rfq = get_object_or_404(selectors.rfqs_of(self.home), pk=pk)
        return self.page(selectors.questions_of(self.home).filter(round=rfq.round_id), order=("created_at", "pk"))


class QuestionView(FirmSide):
    out = QuestionOut

    def rows(self) -> Any:
        return selectors.questions_of(self.home)


class OneQuestion(QuestionView):
    @operation("requests:read", "One question", answer=QuestionOut)
    def get(self, request: Any, pk: int) -> Response:
        return self.again(pk)


class AnswerQuestion(QuestionView):
    @operation("requests:write", "Answer to all that are invited", answer=QuestionOut, body=form_schema(AnswerForm))
    def post(self, request: Any, pk: int) -> Response:
        form = self.filled(AnswerForm(form_data(AnswerForm, self.body())))
        questions.question_answer(question=self.held(self.rows(), pk), actor=request.user, **form.cleaned_data)
        return self.again(pk)
