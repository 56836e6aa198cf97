"""Addresses of coverage; navigation everywhere goes by these names."""

from django.urls import path

from matchmaker.lib.pending import pending

app_name = "coverage"
urlpatterns = [
    path("", pending, name="board"),
    path("verification/", pending, name="verification"),
    path("verification/<int:pk>/", pending, name="verification_case"),
    path("firms/", pending, name="firms"),
    path("runs/", pending, name="runs"),
    path("unmet/", pending, name="unmet"),
    path("register/", pending, name="register"),
    path("register/import/", pending, name="register_import"),
    path("register/import/<int:pk>/", pending, name="register_preview"),
]
