"""A firm's own profile and needs: written, read, confirmed and withdrawn by the services and forms of the pages."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework.response import Response

from demand.api_out import FirmOut, NeedLineOut, NeedOut, ReadingOut
from demand.choices import NeedStatus
from demand.errors import DemandError
from demand.forms import FACT_FORMS, FirmForm, RequirementForm, StrengthForm, TextForm
from demand.models import DemandFirm, Need
from demand.need_page import FACT_COLUMNS, column_values
from demand.selectors import needs_of
from demand.services import (
    firm_change,
    firm_ensure,
    need_confirm,
    need_create,
    need_facts_change,
    need_text_change,
    need_withdraw,
    requirement_add,
    requirement_change,
    requirement_remove,
)
from demand.understanding import MOST_WEEKS, facts_from, understand
from matchmaker.accounts.choices import OrganisationKind
from matchmaker.lib.api.operations import operation
from matchmaker.lib.api.problems import form_problem
from matchmaker.lib.api.schemas import body, form_data, form_schema, typed
from matchmaker.lib.api.views import ApiView
from matchmaker.lib.transitions import MoveRefused

TEXT = {"type": "string", "minLength": 1, "maxLength": 5000}
NEW = body({"text": TEXT, "retry_of": {"type": ["integer", "null"], "minimum": 1}}, "text")
WEEKS = {"type": ["integer", "null"], "minimum": 1, "maximum": MOST_WEEKS}
FACTS = body(
    {name: told for form in FACT_FORMS.values() for name, told in form_schema(form)["properties"].items()}
    | {"deadline_weeks": WEEKS}
)
FORM_OF = {name: key for key, form in FACT_FORMS.items() for name in form.base_fields}
CODES = {"type": "array", "items": {"type": "string", "maxLength": 20}, "minItems": 1, "maxItems": 8}
ASKED = body({"codes": CODES, "strength": form_schema(StrengthForm)["properties"]["strength"]}, "codes")
FIRM = form_schema(FirmForm)


class NeedFilter(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(choices=NeedStatus.choices)

    class Meta:
        model = Need
        fields = ("status",)


class Firm(ApiView):
    kinds = (OrganisationKind.DEMAND,)
    out = FirmOut

    def rows(self) -> QuerySet[DemandFirm]:
        firm_ensure(organisation=self.request.actor.organisation)
        rows = DemandFirm.objects.filter(organisation=self.request.actor.organisation)
        return rows.select_related("organisation").prefetch_related("owned")

    @operation("organisation:read", "Your profile as a manufacturer", answer=FirmOut)
    def get(self, request: Any) -> Response:
        return self.answer(self.rows().get())

    @operation("organisation:write", "Change the profile, all of it", answer=FirmOut, body=FIRM)
    def put(self, request: Any) -> Response:
        given = self.body()
        row = self.held(self.rows(), self.rows().get().pk)
        form = self.filled(FirmForm(form_data(FirmForm, given), instance=row))
        fields = {name: value for name, value in form.cleaned_data.items() if name != "owned"}
        firm_change(firm=row, fields=fields, owned=form.cleaned_data["owned"])
        return self.answer(self.rows().get())


class Readings(ApiView):
    kinds = (OrganisationKind.DEMAND,)
    out = ReadingOut

    @operation("needs:read", "Read a text without keeping it", answer=ReadingOut, body=body({"text": TEXT}, "text"),
               asks=True)  # fmt: skip
    def post(self, request: Any) -> Response:
        form = self.filled(TextForm(self.body()))
        reading = understand(form.cleaned_data["text"])
        told = {"language": reading.language, "requirements": reading.requirements, "facts": facts_from(reading)}
        return Response(ReadingOut(told).data)


class NeedView(ApiView):
    kinds = (OrganisationKind.DEMAND,)
    out = NeedOut
    refusals = (DemandError, MoveRefused)

    def rows(self) -> QuerySet[Need]:
        return needs_of(self.request.actor.organisation).prefetch_related("requirements")

    def again(self, pk: int, status: int = 200) -> Response:
        return self.answer(self.rows().get(pk=pk), status=status)


class Needs(NeedView):
    out = NeedLineOut

    @operation("needs:read", "Your needs", answer=NeedLineOut, many=True, filters=NeedFilter)
    def get(self, request: Any) -> Response:
        return self.page(needs_of(request.actor.organisation), order=("-created_at", "-pk"))

    @operation("needs:write", "Begin a need from a text", answer=NeedOut, body=NEW, creates=True)
    def post(self, request: Any) -> Response:
        """The text is read at once; check what was understood, then confirm."""
        given, self.out = self.body(), NeedOut
        form = self.filled(TextForm({"text": given["text"]}))
        earlier = get_object_or_404(self.rows(), pk=given["retry_of"]) if given.get("retry_of") else None
        text = form.cleaned_data["text"]
        row = need_create(organisation=request.actor.organisation, text=text, retry_of=earlier)
        return self.again(row.pk, status=201)


class OneNeed(NeedView):
    @operation("needs:read", "One need with what it asks for", answer=NeedOut)
    def get(self, request: Any, pk: int) -> Response:
        return self.answer(self.one(self.rows(), pk))

    @operation("needs:write", "Set facts of a need", answer=NeedOut, body=FACTS)
    def patch(self, request: Any, pk: int) -> Response:
        """Only what is named changes; null takes a fact back. A confirmed need goes back to draft."""
        given = self.body()
        row = self.held(self.rows(), pk)
        values: dict[str, Any] = {}
        for key in {FORM_OF[name]: None for name in given}:
            form = self.filled(FACT_FORMS[key](_facts(row, key, given)))
            values |= column_values(key, form)
        if values:
            need_facts_change(need=row, values=values, actor=request.user)
        return self.again(pk)


def _facts(row: Need, key: str, given: dict[str, Any]) -> dict[str, Any]:
    """One fact's form as it stands, with what is given anew."""
    fields, told = FACT_FORMS[key].base_fields, {}
    for name in fields if key == "money" else FACT_COLUMNS[key]:
        now = getattr(row, f"{name}_id", None) if name in ("region", "industry") else getattr(row, name)
        value = given.get(name, now) if name in given else now
        told[name] = f"{value}주" if name == "deadline_weeks" and value is not None else typed(fields[name], value)
    return told


class NeedText(NeedView):
    @operation("needs:write", "Change the text of a need", answer=NeedOut, body=body({"text": TEXT}, "text"))
    def put(self, request: Any, pk: int) -> Response:
        """It is read anew; what somebody set, removed or confirmed stays."""
        form = self.filled(TextForm(self.body()))
        need_text_change(need=self.held(self.rows(), pk), text=form.cleaned_data["text"], actor=request.user)
        return self.again(pk)


class Requirements(NeedView):
    @operation("needs:write", "Ask for one more thing", answer=NeedOut, body=ASKED, creates=True)
    def post(self, request: Any, pk: int) -> Response:
        """`codes`: capabilities of which any one would do. What is there already takes the new strength."""
        given = self.body()
        row = get_object_or_404(self.rows(), pk=pk)
        form = RequirementForm({"code": given["codes"][0], "strength": given.get("strength") or ""})
        if not form.is_valid():
            raise form_problem(form, {"code": "/codes"})
        strength = form.cleaned_data["strength"]
        requirement_add(need=row, codes=given["codes"], strength=strength, actor=request.user)
        return self.again(pk, status=201)


class OneRequirement(NeedView):
    """The `If-Match` is that of the need."""

    @operation("needs:write", "Set the strength of a requirement", answer=NeedOut, body=form_schema(StrengthForm))
    def patch(self, request: Any, pk: int, requirement: int) -> Response:
        """Setting a strength confirms a guess. `If-Match` is the need's."""
        form = self.filled(StrengthForm(self.body()))
        asked = get_object_or_404(self.held(self.rows(), pk).requirements, pk=requirement)
        requirement_change(requirement=asked, strength=form.cleaned_data["strength"], actor=request.user)
        return self.again(pk)

    @operation("needs:write", "Take a requirement out", answer=NeedOut)
    def delete(self, request: Any, pk: int, requirement: int) -> Response:
        """Answers with the need. `If-Match` is the need's."""
        asked = get_object_or_404(self.held(self.rows(), pk).requirements, pk=requirement)
        requirement_remove(requirement=asked, actor=request.user)
        return self.again(pk)


class ConfirmNeed(NeedView):
    @operation("needs:write", "Confirm a need", answer=NeedOut)
    def post(self, request: Any, pk: int) -> Response:
        """That is what we mean: from now on packages can be looked for."""
        need_confirm(need=self.held(self.rows(), pk), actor=request.user)
        return self.again(pk)


class WithdrawNeed(NeedView):
    @operation("needs:write", "Withdraw a need", answer=NeedOut)
    def post(self, request: Any, pk: int) -> Response:
        need_withdraw(need=self.held(self.rows(), pk), actor=request.user)
        return self.again(pk)
