"""Addresses of this room; names begin with the row whose key they take."""

from django.urls import path

from matchmaker.sourcing.awards import office_views, supplier_views, views

urlpatterns = [
    path("rounds/<int:pk>/quotes/", views.round_compare, name="round_compare"),
    path("needs/<int:pk>/quotes/", views.need_quotes, name="need_quotes"),
    path("rounds/<int:pk>/extend/", views.round_extend, name="round_extend"),
    path("quotes/", supplier_views.quotes, name="quotes"),
    path("quotes/<int:pk>/award/", views.quote_award, name="quote_award"),
    path("quotes/<int:pk>/feedback/", supplier_views.quote_feedback, name="quote_feedback"),
    path("awards/<int:pk>/", views.award, name="award"),
    path("awards/<int:pk>/confirm/", supplier_views.award_confirm, name="award_confirm"),
    path("awards/<int:pk>/refuse/", supplier_views.award_refuse, name="award_refuse"),
    path("awards/<int:pk>/cancel/", views.award_cancel, name="award_cancel"),
    path("awards/<int:pk>/result/", views.award_result, name="award_result"),
    path("awards/<int:pk>/reoffer/", views.award_reoffer, name="award_reoffer"),
    path("awards/<int:pk>/pdf/", views.award_pdf, name="award_pdf"),
    path("awards/results/", office_views.award_results, name="award_results"),
    path("awards/<int:pk>/programme/", office_views.award_programme, name="award_programme"),
]
