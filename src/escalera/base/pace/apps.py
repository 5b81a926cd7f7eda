from importlib import import_module

from django.apps import AppConfig


class PaceConfig(AppConfig):
    name = "escalera.base.pace"
    label = "pace"
    verbose_name = "Pace"

    def ready(self) -> None:
        import_module("escalera.base.pace.tasks")  # its schedule registers itself
