"""Addresses of a firm's own needs."""

from django.urls import path

from demand import api

app_name = "api-demand"
urlpatterns = [
    path("firm/", api.Firm.as_view(), name="firm"),
    path("readings/", api.Readings.as_view(), name="readings"),
    path("needs/", api.Needs.as_view(), name="needs"),
    path("needs/<int:pk>/", api.OneNeed.as_view(), name="need"),
    path("needs/<int:pk>/text/", api.NeedText.as_view(), name="need_text"),
    path("needs/<int:pk>/requirements/", api.Requirements.as_view(), name="requirements"),
    path("needs/<int:pk>/requirements/<int:requirement>/", api.OneRequirement.as_view(), name="requirement"),
    path("needs/<int:pk>/confirm/", api.ConfirmNeed.as_view(), name="need_confirm"),
    path("needs/<int:pk>/withdraw/", api.WithdrawNeed.as_view(), name="need_withdraw"),
]
