from django.apps import AppConfig


class BulkConfig(AppConfig):
    name = "escalera.core.bulk"
    label = "bulk"
    verbose_name = "Many at once"
