"""Runs of one's own needs, the packages they found, and what other limits would give."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.response import Response

from demand.models import Need
from demand.selectors import needs_of
from matchmaker.accounts.choices import OrganisationKind
from matchmaker.engine.errors import EngineError
from matchmaker.lib.api.operations import operation
from matchmaker.lib.api.problems import Problem
from matchmaker.lib.api.schemas import LARGEST, body
from matchmaker.lib.api.views import ApiView
from matchmaker.lib.transitions import MoveRefused
from matchmaker.matching import pages, trying
from matchmaker.matching.choices import RunStatus, Trigger
from matchmaker.matching.errors import MatchingError
from matchmaker.matching.forms import WhatIfForm
from matchmaker.matching.models import MatchRun, Package, PackageItem
from matchmaker.matching.naming import plain_cards
from matchmaker.matching.selectors import packages_of
from matchmaker.matching.services import run_cancel, run_request
from matchmaker.matching.tasks import wake
from suppliers.models import Supplier

KEY = {"type": "integer", "minimum": 1, "maximum": LARGEST}
SOME = {"type": "array", "items": KEY, "maxItems": 40, "uniqueItems": True}
LIMITS = body(
    {
        "budget_krw": {"type": ["integer", "null"], "minimum": 0, "maximum": LARGEST},
        "deadline_weeks": {"type": ["integer", "null"], "minimum": 1, "maximum": 104},
        "drop": {**SOME, "items": {"type": "integer", "minimum": 0, "maximum": 99}},
        "exclude": SOME,
        "pin": SOME,
    }
)
PLACES = {"budget": "/budget_krw", "deadline": "/deadline_weeks"}


class MemberOut(serializers.ModelSerializer):
    name = serializers.CharField(source="organisation.name")

    class Meta:
        model = Supplier
        fields = ("id", "name")


class RunOut(serializers.ModelSerializer):
    """`queued`, `running`, `done`, `failed` or `cancelled`; read it again until it is one of the last three."""

    ranker = serializers.IntegerField(source="ranker_id", allow_null=True)

    class Meta:
        model = MatchRun
        fields = (
            "id", "need", "need_version", "trigger", "status", "progress", "step", "error", "ranker", "engine_version",
            "created_at", "started_at", "finished_at",
        )  # fmt: skip


class ItemOut(serializers.ModelSerializer):
    """Who covers one slot; an open slot has no offer. `standbys` are offers that could step in, the best first."""

    codes = serializers.ListField(child=serializers.CharField())
    offer = serializers.IntegerField(source="offer_id", allow_null=True)
    supplier = MemberOut(allow_null=True)
    standbys = serializers.ListField(child=serializers.IntegerField())

    class Meta:
        model = PackageItem
        fields = ("slot", "codes", "must", "origin", "because", "offer", "supplier", "score", "standbys")


class ReasonOut(serializers.Serializer):
    code = serializers.CharField()
    values = serializers.DictField()


class PackageOut(serializers.ModelSerializer):
    """Prices are estimates of the build in won without VAT; `terms` add up to `value`."""

    need = serializers.IntegerField(source="run.need_id")
    also = serializers.ListField(child=serializers.CharField())
    terms = serializers.DictField(child=serializers.FloatField())
    reasons = ReasonOut(many=True)
    lead = MemberOut(allow_null=True)
    items = ItemOut(many=True)

    class Meta:
        model = Package
        fields = (
            "id", "run", "need", "position", "label", "also", "complete", "value", "price_low_krw",
            "price_typical_krw", "price_high_krw", "weeks", "lead", "items", "terms", "reasons",
        )  # fmt: skip


class CardOut(serializers.Serializer):
    """A package under other limits: `cover` has an offer for each slot, null where it stays open."""

    label = serializers.CharField()
    members = serializers.ListField(child=serializers.IntegerField())
    lead = serializers.IntegerField()
    cover = serializers.ListField(child=serializers.IntegerField(allow_null=True))
    value = serializers.FloatField()
    price_low = serializers.FloatField()
    price_typical = serializers.FloatField()
    price_high = serializers.FloatField()
    weeks = serializers.FloatField()


class SlotOut(serializers.Serializer):
    slot = serializers.IntegerField()
    codes = serializers.ListField(child=serializers.CharField())


class TriedOut(serializers.Serializer):
    """Nothing of this is kept. `complete` is false when only a partial package is possible."""

    run = serializers.IntegerField()
    complete = serializers.BooleanField()
    budget_krw = serializers.FloatField(allow_null=True)
    deadline_weeks = serializers.FloatField(allow_null=True)
    slots = SlotOut(many=True)
    packages = CardOut(many=True)


class RunFilter(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(choices=RunStatus.choices)

    class Meta:
        model = MatchRun
        fields = ("status",)


def packages_shown(rows: QuerySet[Package]) -> QuerySet[Package]:
    items = PackageItem.objects.select_related("supplier__organisation")
    return rows.prefetch_related(Prefetch("items", items))


class NeedsView(ApiView):
    kinds = (OrganisationKind.DEMAND,)
    refusals = (MatchingError, MoveRefused)

    def need(self, pk: int) -> Need:
        return get_object_or_404(needs_of(self.request.actor.organisation), pk=pk)

    def runs(self) -> QuerySet[MatchRun]:
        rows = MatchRun.objects.filter(need__firm__organisation=self.request.actor.organisation)
        return rows.defer("case", "params", "result", "difference", "trial")


class Runs(NeedsView):
    out = RunOut

    @operation("needs:read", "Runs of a need", answer=RunOut, many=True, filters=RunFilter)
    def get(self, request: Any, pk: int) -> Response:
        return self.page(self.runs().filter(need=self.need(pk)), order=("-created_at", "-pk"))

    @operation("needs:write", "Look for packages", answer=RunOut, creates=True)
    def post(self, request: Any, pk: int) -> Response:
        """Answers at once; the run goes on by itself. One that is not finished yet is given again."""
        run = run_request(need=self.need(pk), trigger=Trigger.ASKED, user=request.user)
        wake(run.pk)
        return self.answer(run, status=201)


class OneRun(NeedsView):
    out = RunOut

    @operation("needs:read", "One run", answer=RunOut)
    def get(self, request: Any, pk: int) -> Response:
        return self.answer(self.one(self.runs(), pk))


class CancelRun(NeedsView):
    out = RunOut

    @operation("needs:write", "Stop looking for packages", answer=RunOut)
    def post(self, request: Any, pk: int) -> Response:
        """At once; nothing of it is kept. A run that has ended is given as it ended."""
        run_cancel(run=self.held(self.runs(), pk))
        return self.answer(self.one(self.runs(), pk))


class RunPackages(NeedsView):
    out = PackageOut

    @operation("needs:read", "Packages that a run found", answer=PackageOut, many=True)
    def get(self, request: Any, pk: int) -> Response:
        run = self.one(self.runs(), pk)
        rows = packages_of(request.actor.organisation).filter(run=run)
        return self.page(packages_shown(rows), order=("position",))


class OnePackage(NeedsView):
    out = PackageOut

    @operation("needs:read", "One package", answer=PackageOut)
    def get(self, request: Any, pk: int) -> Response:
        return self.answer(self.one(packages_shown(packages_of(request.actor.organisation)), pk))


class WhatIf(NeedsView):
    @operation("needs:read", "Try other limits", answer=TriedOut, body=LIMITS, asks=True)
    def post(self, request: Any, pk: int) -> Response:
        """`drop`: slots to leave out; `exclude`, `pin`: suppliers. Tried on the newest finished run."""
        given, need = self.body(), self.need(pk)
        rows = MatchRun.objects.filter(need=need, status=RunStatus.DONE, case__isnull=False).select_related(
            "market_state"
        )
        run = rows.order_by("-created_at").first()
        if run is None:
            raise Problem(404, "nothing_found_yet")
        known = pages.what_if_context(need, run)
        form = WhatIfForm(_typed(given), limits=known["limits"], slots=known["slots"], firms=known["firms"])
        self.filled(form, PLACES)
        try:
            result, limits = trying.answer(run, form.change())
        except EngineError as failure:
            raise Problem(409, "run_too_old") from failure
        cards = plain_cards(result)
        slots = [{"slot": at, "codes": one["slot"]["codes"]} for at, one in enumerate(result["slots"])]
        told = {"run": run.pk, "complete": bool(result.get("packages")), "slots": slots, "packages": cards, **limits}
        return Response(TriedOut(told).data)


def _typed(given: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {name: [str(one) for one in given.get(name, [])] for name in ("drop", "exclude", "pin")}
    for name, place in PLACES.items():
        if (value := given.get(place[1:])) is not None:
            told[name] = str(value)
    return told
