from importlib import import_module

from django.apps import AppConfig


class BulkConfig(AppConfig):
    name = "escalera.core.bulk"
    label = "bulk"
    verbose_name = "Many at once"

    def ready(self) -> None:
        import_module("escalera.core.bulk.tasks").register_loops()
