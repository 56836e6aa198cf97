"""A supplier's own profile and offers, by the services and forms of the pages."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.response import Response

from matchmaker.accounts.choices import OrganisationKind
from matchmaker.lib.api.operations import operation
from matchmaker.lib.api.schemas import form_data, form_schema
from matchmaker.lib.api.views import ApiView
from suppliers.choices import OfferStatus
from suppliers.forms import ProfileForm
from suppliers.models import Offer, Supplier
from suppliers.offer_form import OfferForm
from suppliers.selectors import offers_of
from suppliers.services import offer_hide, offer_publish, offer_save, supplier_of, supplier_update
from suppliers.vocabulary import vocabulary_load

OFFER = form_schema(OfferForm)
PROFILE = form_schema(ProfileForm)


class SupplierOut(serializers.ModelSerializer):
    """`status`: draft, applied, verified, returned or suspended; only verified suppliers are matched."""

    name = serializers.CharField(source="organisation.name")
    business_number = serializers.CharField(source="organisation.business_number")
    region = serializers.CharField(source="region_id", allow_null=True)

    class Meta:
        model = Supplier
        fields = ("id", "name", "status", *PROFILE["properties"], "verified_at", "changed_at")


class OfferOut(serializers.ModelSerializer):
    """Prices in won for one `price_unit`, without VAT."""

    capability = serializers.CharField(source="capability_id")
    includes = serializers.SlugRelatedField("code", many=True, read_only=True)
    standards = serializers.SlugRelatedField("name", many=True, read_only=True)
    regions = serializers.SlugRelatedField("code", many=True, read_only=True)

    class Meta:
        model = Offer
        fields = (
            "id", "status", "capability", "title", "description", "price_low_krw", "price_typical_krw",
            "price_high_krw", "price_unit", "weeks", "standards", "regions", "includes", "onsite_hours",
            "capacity_per_quarter", "warranty_months", "service_terms", "origin_software", "origin_parts", "effort",
            "created_at", "changed_at",
        )  # fmt: skip


class OfferFilter(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(choices=OfferStatus.choices)
    capability = django_filters.CharFilter("capability_id", max_length=20)

    class Meta:
        model = Offer
        fields = ("status", "capability")


class Profile(ApiView):
    kinds = (OrganisationKind.SUPPLIER,)
    out = SupplierOut

    def rows(self) -> QuerySet[Supplier]:
        firm = self.request.actor.organisation
        supplier_of(firm)
        return Supplier.objects.filter(organisation=firm).select_related("organisation")

    @operation("organisation:read", "Your profile as a supplier", answer=SupplierOut)
    def get(self, request: Any) -> Response:
        return self.answer(self.rows().get())

    @operation("organisation:write", "Change the profile, all of it", answer=SupplierOut, body=PROFILE)
    def put(self, request: Any) -> Response:
        """The business number stays as it is once verification was applied for."""
        given = self.body()
        row = self.held(self.rows(), supplier_of(request.actor.organisation).pk)
        form = self.filled(ProfileForm(form_data(ProfileForm, given), instance=row))
        fields = {name: form.cleaned_data[name] for name in ProfileForm.Meta.fields}
        number = form.cleaned_data["business_number"]
        return self.answer(supplier_update(supplier=row, fields=fields, business_number=number))


class OfferView(ApiView):
    kinds = (OrganisationKind.SUPPLIER,)
    out = OfferOut

    def rows(self) -> QuerySet[Offer]:
        return offers_of(supplier_of(self.request.actor.organisation)).prefetch_related("includes")

    def saved(self, row: Offer | None) -> Offer:
        vocabulary = vocabulary_load()
        given = self.body()
        keys = {name: key for key, name in vocabulary.standards.items()}
        given["standards"] = [keys.get(name, name) for name in given.get("standards") or []]
        form = self.filled(OfferForm(form_data(OfferForm, given), vocabulary=vocabulary))
        supplier = supplier_of(self.request.actor.organisation)
        return offer_save(supplier=supplier, data=form.cleaned_data, all_regions=list(vocabulary.regions), offer=row)


class Offers(OfferView):
    @operation("offers:read", "Your offers", answer=OfferOut, many=True, filters=OfferFilter)
    def get(self, request: Any) -> Response:
        return self.page(self.rows(), order=("-changed_at", "-pk"))

    @operation("offers:write", "Add an offer", answer=OfferOut, body=OFFER, creates=True)
    def post(self, request: Any) -> Response:
        """It begins as a draft; publish it to be found. `standards` are named as in capabilities."""
        return self.answer(self.rows().get(pk=self.saved(None).pk), status=201)


class OneOffer(OfferView):
    @operation("offers:read", "One offer", answer=OfferOut)
    def get(self, request: Any, pk: int) -> Response:
        return self.answer(self.one(self.rows(), pk))

    @operation("offers:write", "Change an offer, all of it", answer=OfferOut, body=OFFER)
    def put(self, request: Any, pk: int) -> Response:
        self.body()
        self.saved(self.held(self.rows(), pk))
        return self.answer(self.one(self.rows(), pk))


class PublishOffer(OfferView):
    @operation("offers:write", "Publish an offer", answer=OfferOut)
    def post(self, request: Any, pk: int) -> Response:
        offer_publish(offer=self.held(self.rows(), pk), actor=request.user)
        return self.answer(self.one(self.rows(), pk))


class WithdrawOffer(OfferView):
    @operation("offers:write", "Take an offer back", answer=OfferOut)
    def post(self, request: Any, pk: int) -> Response:
        """It is no longer suggested; what was asked and quoted on it stays."""
        offer_hide(offer=self.held(self.rows(), pk), actor=request.user)
        return self.answer(self.one(self.rows(), pk))
