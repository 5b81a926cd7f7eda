from django.apps import AppConfig


class RetrievalConfig(AppConfig):
    name = "escalera.core.retrieval"
    label = "retrieval"
    verbose_name = "Retrieval"
