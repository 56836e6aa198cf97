"""Addresses of accounts; navigation everywhere goes by these names."""

from django.urls import path

from matchmaker.accounts import session_views, team_views, views
from matchmaker.accounts.api import token_views

app_name = "accounts"
urlpatterns = [
    path("join/", views.organisation_new, name="organisation_new"),
    path("team/", team_views.team, name="team"),
    path("team/invite/", team_views.invite, name="invite"),
    path("team/invitations/<int:pk>/cancel/", team_views.invitation_cancel, name="invitation_cancel"),
    path("team/<int:pk>/role/", team_views.member_role, name="member_role"),
    path("team/<int:pk>/remove/", team_views.member_remove, name="member_remove"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("tokens/", token_views.tokens, name="tokens"),
    path("tokens/<int:pk>/rotate/", token_views.token_rotate_view, name="token_rotate"),
    path("tokens/<int:pk>/revoke/", token_views.token_revoke_view, name="token_revoke"),
    path("switch/", views.switch, name="switch"),
    path("me/", views.profile, name="profile"),
    path("me/sessions/", session_views.sessions, name="sessions"),
    path("me/sessions/<int:pk>/end/", session_views.session_end, name="session_end"),
    path("me/sessions/end/", session_views.sessions_end, name="sessions_end"),
]
