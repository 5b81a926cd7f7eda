from django.apps import AppConfig


class RoutingConfig(AppConfig):
    name = "escalera.core.routing"
    label = "routing"
    verbose_name = "Routing"
