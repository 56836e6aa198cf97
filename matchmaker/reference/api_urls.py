"""Addresses of the shared facts."""

from django.urls import path

from matchmaker.reference import api

app_name = "api-reference"
urlpatterns = [
    path("capabilities/", api.Capabilities.as_view(), name="capabilities"),
    path("capabilities/<str:code>/", api.OneCapability.as_view(), name="capability"),
    path("regions/", api.Regions.as_view(), name="regions"),
    path("industries/", api.Industries.as_view(), name="industries"),
    path("programmes/", api.Programmes.as_view(), name="programmes"),
]
