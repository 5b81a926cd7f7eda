from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "escalera.core.services"
    label = "services"
    verbose_name = "Service status"
