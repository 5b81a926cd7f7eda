from importlib import import_module

from django.apps import AppConfig


class TriageConfig(AppConfig):
    name = "escalera.core.triage"
    label = "triage"
    verbose_name = "Triage"

    def ready(self) -> None:
        import_module("escalera.core.triage.conditions")  # registers itself
        import_module("escalera.core.triage.readers")  # registers itself
        import_module("escalera.core.triage.tasks")  # registers itself
