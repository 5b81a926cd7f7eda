from importlib import import_module

from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "escalera.core.knowledge"
    label = "knowledge"
    verbose_name = "Knowledge"

    def ready(self) -> None:
        import_module("escalera.core.knowledge.tasks")  # its schedule registers itself
