from importlib import import_module

from django.apps import AppConfig


class RulesConfig(AppConfig):
    name = "escalera.core.rules"
    label = "rules"
    verbose_name = "Rules"

    def ready(self) -> None:
        import_module("escalera.core.rules.triggers")
        import_module("escalera.core.rules.change")
        import_module("escalera.core.rules.readers")
        import_module("escalera.core.rules.tasks").register_loops()
