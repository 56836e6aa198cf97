"""Addresses of runs and packages."""

from django.urls import path

from matchmaker.matching import api

app_name = "api-matching"
urlpatterns = [
    path("needs/<int:pk>/runs/", api.Runs.as_view(), name="runs"),
    path("needs/<int:pk>/what-if/", api.WhatIf.as_view(), name="what_if"),
    path("runs/<int:pk>/", api.OneRun.as_view(), name="run"),
    path("runs/<int:pk>/cancel/", api.CancelRun.as_view(), name="run_cancel"),
    path("runs/<int:pk>/packages/", api.RunPackages.as_view(), name="run_packages"),
    path("packages/<int:pk>/", api.OnePackage.as_view(), name="package"),
]
