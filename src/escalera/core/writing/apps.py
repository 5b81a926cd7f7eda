from importlib import import_module

from django.apps import AppConfig


class WritingConfig(AppConfig):
    name = "escalera.core.writing"
    label = "writing"
    verbose_name = "Writing"

    def ready(self) -> None:
        import_module("escalera.core.writing.reactions")  # registers itself
        import_module("escalera.core.writing.tasks").register_loops()
