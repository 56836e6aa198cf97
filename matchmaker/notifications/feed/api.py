"""The feed of events: ask for what came after the last one you have, for ever."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.response import Response

from matchmaker.lib.api.operations import operation
from matchmaker.lib.api.schemas import LARGEST
from matchmaker.lib.api.views import ApiView
from matchmaker.notifications.feed.models import Event
from matchmaker.notifications.feed.services import events_after

AT_ONCE = 100
MOST = 500


class EventOut(serializers.ModelSerializer):
    """`position` grows by one and is never taken back; `key` is the same in the webhook of this event."""

    position = serializers.IntegerField()
    data = serializers.DictField(help_text="What holds depends on the kind; new names may come.")

    class Meta:
        model = Event
        fields = ("position", "key", "kind", "data", "link", "at")


class FeedOut(serializers.Serializer):
    """`after` is what to ask with next time; `more`: ask again at once."""

    events = EventOut(many=True)
    after = serializers.IntegerField()
    more = serializers.BooleanField()


class Events(ApiView):
    @operation(
        "events:read",
        "What happened to your organisation, in order",
        answer=FeedOut,
        query={
            "after": {"type": "integer", "minimum": 0, "maximum": LARGEST, "default": 0},
            "limit": {"type": "integer", "minimum": 1, "maximum": MOST, "default": AT_ONCE},
        },
    )
    def get(self, request: Any) -> Response:
        """Keep `after` of the last answer and ask with it: nothing is left out and nothing comes twice, even while
        others write. The feed begins at 0.
        """
        after, limit = self.asked.get("after", 0), self.asked.get("limit", AT_ONCE)
        rows = list(events_after(organisation=request.actor.organisation, after=after)[: limit + 1])
        shown = rows[:limit]
        told = {"events": shown, "after": shown[-1].position if shown else after, "more": len(rows) > limit}
        return Response(FeedOut(told).data)
