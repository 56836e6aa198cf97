from django.apps import AppConfig


class LibConfig(AppConfig):
    name = "matchmaker.lib"
    label = "lib"

    def ready(self) -> None:
        from matchmaker.lib import checks, secret_checks  # noqa: F401  registers the system checks
