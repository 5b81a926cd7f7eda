from importlib import import_module

from django.apps import AppConfig


class RoutingConfig(AppConfig):
    name = "escalera.core.routing"
    label = "routing"
    verbose_name = "Routing"

    def ready(self) -> None:
        import_module("escalera.core.routing.reactions")  # registers itself
        import_module("escalera.core.routing.readers")  # registers itself
        import_module("escalera.core.routing.telephones")  # registers itself
        import_module("escalera.core.routing.tasks").register_loops()
