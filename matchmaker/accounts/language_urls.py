"""The address that every page's language switch posts to; its name is Django's own."""

from django.urls import path

from matchmaker.accounts.views import language

urlpatterns = [path("setlang/", language, name="set_language")]
