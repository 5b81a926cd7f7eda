from importlib import import_module

from django.apps import AppConfig


class WritingConfig(AppConfig):
    name = "escalera.core.writing"
    label = "writing"
    verbose_name = "Writing"

    def ready(self) -> None:
        for name in ("reactions", "readers"):  # they register themselves
            import_module(f"escalera.core.writing.{name}")
        import_module("escalera.core.writing.tasks").register_loops()
