"""An organisation's webhooks, for tokens of its owners: the page is theirs alone, and so is this."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.response import Response

from matchmaker.accounts.choices import OWNERS
from matchmaker.accounts.models import Membership
from matchmaker.lib.api.operations import operation
from matchmaker.lib.api.problems import Problem
from matchmaker.lib.api.schemas import body, form_schema
from matchmaker.lib.api.views import ApiView
from matchmaker.notifications.webhooks import services
from matchmaker.notifications.webhooks.choices import TOPICS, PostStatus
from matchmaker.notifications.webhooks.forms import WebhookForm
from matchmaker.notifications.webhooks.models import Webhook, WebhookPost
from matchmaker.notifications.webhooks.tasks import wake_post

CHOSEN = {"type": "array", "items": {"type": "string", "enum": list(TOPICS)}, "uniqueItems": True}
NEW = form_schema(WebhookForm, topics=CHOSEN)
SWITCH = body({"on": {"type": "boolean"}}, "on")


class WebhookOut(serializers.ModelSerializer):
    """`topics` empty means all; `broken`: nothing arrived for days, so it was stopped."""

    topics = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Webhook
        fields = ("id", "url", "name", "topics", "status", "failing_since", "created_at")


class NewWebhookOut(WebhookOut):
    """`secret` signs what is sent and is told here alone."""

    class Meta(WebhookOut.Meta):
        fields = (*WebhookOut.Meta.fields, "secret")


class PostOut(serializers.ModelSerializer):
    """One event on its way; `key` is that of the feed, `uid` stays the same at every try."""

    key = serializers.CharField(source="event_key")
    error = serializers.CharField(source="told")

    class Meta:
        model = WebhookPost
        fields = (
            "id", "uid", "key", "event", "status", "attempts", "created_at", "next_try_at", "sent_at", "answer_code",
            "error",
        )  # fmt: skip


class PostFilter(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(choices=PostStatus.choices)

    class Meta:
        model = WebhookPost
        fields = ("status",)


class OwnersView(ApiView):
    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """No token has the role of an owner: what counts is whether its person is one still."""
        super().initial(request, *args, **kwargs)
        actor = request.actor
        mine = Membership.objects.filter(organisation=actor.organisation, user=actor.user, role__in=OWNERS)
        if not (actor.may_write and mine.exists()):
            raise Problem(404)


class WebhookView(OwnersView):
    out = WebhookOut

    def rows(self) -> QuerySet[Webhook]:
        return Webhook.objects.filter(organisation=self.request.actor.organisation)


class Webhooks(WebhookView):
    @operation("webhooks:read", "Your webhooks", answer=WebhookOut, many=True)
    def get(self, request: Any) -> Response:
        return self.page(self.rows(), order=("pk",))

    @operation("webhooks:write", "Add a webhook", answer=NewWebhookOut, body=NEW, creates=True)
    def post(self, request: Any) -> Response:
        """An address of yours, https, that is not inside somebody's own network. Keep the `secret`."""
        given, home = self.body(), request.actor.organisation
        form = self.filled(WebhookForm({**given, "name": given.get("name") or ""}, organisation=home))
        row = services.webhook_add(organisation=home, user=request.user, **form.cleaned_data)
        answer = self.answer(row, status=201)
        answer.data = {**answer.data, "secret": row.secret}
        return answer


class OneWebhook(WebhookView):
    @operation("webhooks:read", "One webhook", answer=WebhookOut)
    def get(self, request: Any, pk: int) -> Response:
        return self.answer(self.one(self.rows(), pk))

    @operation("webhooks:write", "Switch a webhook on or off", answer=WebhookOut, body=SWITCH)
    def patch(self, request: Any, pk: int) -> Response:
        """What happens while it is off is not told later; the feed has it. Another address is another webhook."""
        given = self.body()
        services.webhook_switch(webhook=self.held(self.rows(), pk), on=given["on"])
        return self.answer(self.one(self.rows(), pk))

    @operation("webhooks:write", "Remove a webhook")
    def delete(self, request: Any, pk: int) -> Response:
        services.webhook_remove(webhook=self.held(self.rows(), pk))
        return Response(status=204)


class WebhookPosts(WebhookView):
    out = PostOut

    @operation("webhooks:read", "What was sent to a webhook", answer=PostOut, many=True, filters=PostFilter)
    def get(self, request: Any, pk: int) -> Response:
        rows = WebhookPost.objects.filter(webhook=self.one(self.rows(), pk))
        return self.page(rows, order=("-created_at", "-pk"))

    @operation("webhooks:write", "Send a harmless event", answer=PostOut, creates=True)
    def post(self, request: Any, pk: int) -> Response:
        """Also to a webhook that is off, so that it can be tried before it is switched on."""
        row = services.webhook_test(webhook=self.one(self.rows(), pk))
        wake_post(row.pk)
        return self.answer(row, status=201)


class ResendPost(OwnersView):
    out = PostOut

    @operation("webhooks:write", "Send an event again", answer=PostOut)
    def post(self, request: Any, pk: int) -> Response:
        """With fresh tries; one that waits for its turn already stays where it is."""
        rows = WebhookPost.objects.filter(webhook__organisation=request.actor.organisation)
        if services.post_resend(post=self.held(rows, pk)):
            wake_post(pk)
        return self.answer(self.one(rows, pk))
