from django.apps import AppConfig


class WritingConfig(AppConfig):
    name = "escalera.core.writing"
    label = "writing"
    verbose_name = "Writing"
