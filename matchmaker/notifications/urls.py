"""Addresses of notifications; navigation everywhere goes by these names."""

from django.urls import path

from matchmaker.notifications import dead_views, preference_views, reach_views, views
from matchmaker.notifications.webhooks import views as webhook_views

app_name = "notifications"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("<int:pk>/", views.message, name="message"),
    path("count/", reach_views.count, name="count"),
    path("phone/", reach_views.phone, name="phone"),
    path("revive/", reach_views.revive, name="revive"),
    path("preferences/", preference_views.preferences, name="preferences"),
    path("unsubscribe/<str:token>/", preference_views.unsubscribe, name="unsubscribe"),
    path("dead-letters/", dead_views.dead_letters, name="dead_letters"),
    path("dead-letters/<int:pk>/", dead_views.dead_letter_resend, name="dead_letter_resend"),
    path("webhooks/", webhook_views.webhooks, name="webhooks"),
    path("webhooks/<int:pk>/", webhook_views.webhook, name="webhook"),
    path("webhooks/<int:pk>/<slug:step>/", webhook_views.webhook_step, name="webhook_step"),
    path("webhooks/posts/<int:pk>/resend/", webhook_views.webhook_resend, name="webhook_resend"),
    path("read/", views.read_all, name="read_all"),
]
