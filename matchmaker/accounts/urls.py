"""Addresses of accounts; navigation everywhere goes by these names."""

from django.urls import path

from matchmaker.lib.pending import pending

app_name = "accounts"
urlpatterns = [
    path("join/", pending, name="organisation_new"),
    path("team/", pending, name="team"),
    path("team/invite/", pending, name="invite"),
    path("team/<int:pk>/role/", pending, name="member_role"),
    path("team/<int:pk>/remove/", pending, name="member_remove"),
    path("invitation/<str:token>/", pending, name="invitation"),
    path("switch/", pending, name="switch"),
    path("me/", pending, name="profile"),
]
