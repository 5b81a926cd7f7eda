from importlib import import_module

from django.apps import AppConfig


class OnCallConfig(AppConfig):
    name = "escalera.core.oncall"
    label = "oncall"
    verbose_name = "On call"

    def ready(self) -> None:
        import_module("escalera.core.oncall.readers")  # registers itself
        import_module("escalera.core.oncall.deeds").register_all()
        import_module("escalera.core.oncall.tasks").register_loops()
