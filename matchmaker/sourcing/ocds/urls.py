"""Addresses of open contracting, below sourcing's name."""

from django.urls import path

from matchmaker.sourcing.ocds import views

urlpatterns = [
    path("open-contracting/", views.page, name="ocds"),
    path("open-contracting/<slug:scope>/<slug:form>.json", views.package, name="ocds_package"),
]
