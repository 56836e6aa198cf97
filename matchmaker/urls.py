"""Wiring by string only."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("matchmaker.demo.urls")),
    path("i18n/", include("matchmaker.accounts.language_urls")),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("organisation/", include("matchmaker.accounts.urls")),
    path("", include("matchmaker.notifications.health_urls")),
    path("inbox/", include("matchmaker.notifications.urls")),
    path("jobs/", include("matchmaker.jobs.urls")),
    path("", include("matchmaker.exchange.urls")),
    path("supply/", include("suppliers.urls")),
    path("needs/", include("demand.urls")),
    path("", include("matchmaker.matching.urls")),
    path("", include("matchmaker.sourcing.urls")),
    path("", include("matchmaker.meetings.urls")),
    path("programme/", include("matchmaker.coverage.urls")),
    path("radar/", include("matchmaker.coverage.radar_urls")),
    path("api/", include("matchmaker.accounts.api.docs_urls")),
    path("api/v1/", include("matchmaker.accounts.api.urls")),
    path("api/v1/", include("matchmaker.reference.api_urls")),
    path("api/v1/", include("matchmaker.notifications.feed.api_urls")),
    path("api/v1/", include("matchmaker.notifications.webhooks.api_urls")),
    path("api/v1/", include("matchmaker.exchange.api_urls")),
    path("api/v1/", include("suppliers.api_urls")),
    path("api/v1/", include("demand.api_urls")),
    path("api/v1/", include("matchmaker.matching.api_urls")),
    path("api/v1/", include("matchmaker.sourcing.api.urls")),
    path("api/v1/", include("matchmaker.coverage.api_urls")),
    path("api/", include("matchmaker.accounts.api.last_urls")),
    path("staff/", admin.site.urls),
]
if settings.ANYMAIL.get("WEBHOOK_SECRET"):  # where a mail service reports bounces and complaints
    urlpatterns.append(path("anymail/", include("anymail.urls")))

handler500 = "matchmaker.lib.trouble.server_error"
