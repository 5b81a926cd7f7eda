from importlib import import_module

from django.apps import AppConfig


class SpecialistsConfig(AppConfig):
    name = "escalera.levels.specialists"
    label = "specialists"
    verbose_name = "Specialists"

    def ready(self) -> None:
        import_module("escalera.levels.specialists.steps").register_all()
        import_module("escalera.levels.specialists.readers")  # registers itself
