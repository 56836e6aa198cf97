"""Addresses of webhooks in the API."""

from django.urls import path

from matchmaker.notifications.webhooks import api

app_name = "api-webhooks"
urlpatterns = [
    path("webhooks/", api.Webhooks.as_view(), name="webhooks"),
    path("webhooks/<int:pk>/", api.OneWebhook.as_view(), name="webhook"),
    path("webhooks/<int:pk>/posts/", api.WebhookPosts.as_view(), name="webhook_posts"),
    path("webhook-posts/<int:pk>/resend/", api.ResendPost.as_view(), name="post_resend"),
]
