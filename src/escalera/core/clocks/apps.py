from importlib import import_module

from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "escalera.core.clocks"
    label = "clocks"
    verbose_name = "Clocks"

    def ready(self) -> None:
        for part in ("conditions", "reactions", "readers"):  # they register themselves
            import_module(f"escalera.core.clocks.{part}")
        import_module("escalera.core.clocks.tasks").register_loops()
