from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class LibConfig(AppConfig):
    name = "matchmaker.lib"
    label = "lib"

    def ready(self) -> None:
        from matchmaker.lib import checks, connections, observing, secret_checks, starting  # noqa: F401  checks, signals
        from matchmaker.lib.catalogue import keep_messages
        from matchmaker.lib.masks import quick_masks
        from matchmaker.lib.resolving import quick_resolver
        from matchmaker.lib.threads import plain_connections, plain_locals, plain_settings

        plain_locals()
        plain_connections()
        plain_settings()
        keep_messages()
        quick_masks()
        quick_resolver()
        autodiscover_modules("metrics")  # every app's metrics.py says what its rows tell
