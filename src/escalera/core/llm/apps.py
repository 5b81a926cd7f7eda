from django.apps import AppConfig


class ModelConfig(AppConfig):
    name = "escalera.core.llm"
    label = "llm"
    verbose_name = "Language model"
