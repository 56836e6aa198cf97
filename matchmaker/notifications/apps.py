from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "matchmaker.notifications"
    label = "notifications"
