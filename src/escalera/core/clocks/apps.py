from importlib import import_module

from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "escalera.core.clocks"
    label = "clocks"
    verbose_name = "Clocks"

    def ready(self) -> None:
        for part in ("conditions",):  # they register themselves
            import_module(f"escalera.core.clocks.{part}")
