"""Addresses of accounts; navigation everywhere goes by these names."""

from django.urls import path

from matchmaker.accounts import team_views, views

app_name = "accounts"
urlpatterns = [
    path("join/", views.organisation_new, name="organisation_new"),
    path("team/", team_views.team, name="team"),
    path("team/invite/", team_views.invite, name="invite"),
    path("team/invitations/<int:pk>/cancel/", team_views.invitation_cancel, name="invitation_cancel"),
    path("team/<int:pk>/role/", team_views.member_role, name="member_role"),
    path("team/<int:pk>/remove/", team_views.member_remove, name="member_remove"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("switch/", views.switch, name="switch"),
    path("me/", views.profile, name="profile"),
]
