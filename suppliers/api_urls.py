"""Addresses of a supplier's own matters."""

from django.urls import path

from suppliers import api, api_certificates, api_projects

app_name = "api-suppliers"
urlpatterns = [
    path("supplier/", api.Profile.as_view(), name="supplier"),
    path("offers/", api.Offers.as_view(), name="offers"),
    path("offers/<int:pk>/", api.OneOffer.as_view(), name="offer"),
    path("offers/<int:pk>/publish/", api.PublishOffer.as_view(), name="offer_publish"),
    path("offers/<int:pk>/withdraw/", api.WithdrawOffer.as_view(), name="offer_withdraw"),
    path("past-projects/", api_projects.PastProjects.as_view(), name="past_projects"),
    path("past-projects/<int:pk>/", api_projects.OnePastProject.as_view(), name="past_project"),
    path("certificates/", api_certificates.Certificates.as_view(), name="certificates"),
    path("certificates/<int:pk>/", api_certificates.OneCertificate.as_view(), name="certificate"),
]
