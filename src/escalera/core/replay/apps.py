from django.apps import AppConfig


class ReplayConfig(AppConfig):
    name = "escalera.core.replay"
    label = "replay"
    verbose_name = "Replay"

    def ready(self) -> None:
        from escalera.core.replay import facts  # noqa: F401, PLC0415 - app ready: the log knows them by name
