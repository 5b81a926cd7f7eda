from django.apps import AppConfig


class SelfserviceConfig(AppConfig):
    name = "escalera.levels.selfservice"
    label = "selfservice"
    verbose_name = "Self-service"
