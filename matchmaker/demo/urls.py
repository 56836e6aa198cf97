"""The front page and the design system."""

from django.urls import path

from matchmaker.demo import views

urlpatterns = [
    path("", views.home, name="home"),
    path("styleguide/", views.styleguide, name="styleguide"),
]
