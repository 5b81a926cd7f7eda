from importlib import import_module

from django.apps import AppConfig


class SelfserviceConfig(AppConfig):
    name = "escalera.levels.selfservice"
    label = "selfservice"
    verbose_name = "Self-service"

    def ready(self) -> None:
        import_module("escalera.levels.selfservice.mail").register()
        import_module("escalera.levels.selfservice.handing")  # registers itself
        import_module("escalera.levels.selfservice.reactions")
        import_module("escalera.levels.selfservice.readers")
        import_module("escalera.levels.selfservice.tasks")
        import_module("escalera.levels.selfservice.messaging").register()
