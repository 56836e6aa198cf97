"""Addresses of the API's own matters."""

from django.urls import path

from matchmaker.accounts.api import views

app_name = "api-accounts"
urlpatterns = [
    path("token/", views.Token.as_view(), name="token"),
    path("organisation/", views.Organisation.as_view(), name="organisation"),
]
