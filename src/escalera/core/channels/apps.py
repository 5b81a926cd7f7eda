from importlib import import_module

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "escalera.core.channels"
    label = "channels"
    verbose_name = "Channels"

    def ready(self) -> None:
        for part in ("reactions", "readers", "email.intake"):  # they register themselves
            import_module(f"escalera.core.channels.{part}")
        import_module("escalera.core.channels.tasks").register_loops()
