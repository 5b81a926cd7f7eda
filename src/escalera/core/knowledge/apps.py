from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "escalera.core.knowledge"
    label = "knowledge"
    verbose_name = "Knowledge"
