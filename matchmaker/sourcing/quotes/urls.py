"""Addresses of this room; names begin with the row whose key they take."""

from django.urls import URLPattern, path

from matchmaker.sourcing.quotes import member_views, views

urlpatterns: list[URLPattern] = [
    path("invitations/<int:pk>/quote/", member_views.begin, name="invitation_quote"),
    path("quotes/<int:pk>/", views.quote, name="quote"),
    path("quotes/<int:pk>/pdf/", views.quote_pdf, name="quote_pdf"),
    path("quotes/<int:pk>/changes/", views.quote_changes, name="quote_changes"),
    path("quotes/<int:pk>/lines/", member_views.edit, name="quote_edit"),
    path("quotes/<int:pk>/terms/", member_views.terms, name="quote_terms"),
    path("quotes/<int:pk>/sign/", member_views.sign, name="quote_sign"),
    path("quotes/<int:pk>/submit/", member_views.submit, name="quote_submit"),
    path("quotes/<int:pk>/revise/", member_views.revise, name="quote_revise"),
    path("quotes/<int:pk>/reconfirm/", member_views.reconfirm, name="quote_reconfirm"),
    path("quotes/<int:pk>/withdraw/", member_views.withdraw, name="quote_withdraw"),
]
