"""The one page of coverage that suppliers read."""

from django.urls import path

from matchmaker.coverage.recruit_views import radar

urlpatterns = [path("", radar, name="radar")]
