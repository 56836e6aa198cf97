from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "matchmaker.accounts"
    label = "accounts"

    def ready(self) -> None:
        from matchmaker.accounts import audit_signals  # noqa: F401  listens to the doors
