from importlib import import_module

from django.apps import AppConfig


class ModelConfig(AppConfig):
    name = "escalera.core.llm"
    label = "llm"
    verbose_name = "Language model"

    def ready(self) -> None:
        import_module("escalera.core.llm.tasks")  # registers its schedules
