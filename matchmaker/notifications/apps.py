from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "matchmaker.notifications"
    label = "notifications"

    def ready(self) -> None:
        from matchmaker.notifications import tracking  # noqa: F401  listens to what mail services report
