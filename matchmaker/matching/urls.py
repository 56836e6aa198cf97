"""Addresses of matching; navigation everywhere goes by these names."""

from django.urls import path

from matchmaker.lib.pending import pending

app_name = "matching"
urlpatterns = [
    path("needs/<int:pk>/packages/", pending, name="need"),
    path("needs/<int:pk>/run/", pending, name="run_start"),
    path("needs/<int:pk>/history/", pending, name="history"),
    path("needs/<int:pk>/what-if/", pending, name="what_if"),
    path("runs/<int:pk>/progress/", pending, name="run_progress"),
    path("packages/<int:pk>/", pending, name="package"),
    path("rules/", pending, name="rules"),
]
