"""Addresses of notifications; navigation everywhere goes by these names."""

from django.urls import path

from matchmaker.lib.pending import pending

app_name = "notifications"
urlpatterns = [
    path("", pending, name="inbox"),
    path("<int:pk>/", pending, name="message"),
    path("read/", pending, name="read_all"),
]
