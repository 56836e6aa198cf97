"""Addresses of the feed."""

from django.urls import path

from matchmaker.notifications.feed import api

app_name = "api-feed"
urlpatterns = [path("events/", api.Events.as_view(), name="events")]
