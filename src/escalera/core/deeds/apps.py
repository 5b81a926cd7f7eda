from django.apps import AppConfig


class DeedsConfig(AppConfig):
    name = "escalera.core.deeds"
    label = "deeds"
    verbose_name = "Deeds"
