from importlib import import_module

from django.apps import AppConfig


class RetrievalConfig(AppConfig):
    name = "escalera.core.retrieval"
    label = "retrieval"
    verbose_name = "Retrieval"

    def ready(self) -> None:
        import_module("escalera.core.retrieval.reactions")
        import_module("escalera.core.retrieval.readers")
        import_module("escalera.core.retrieval.tasks")
