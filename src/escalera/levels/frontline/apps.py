from importlib import import_module

from django.apps import AppConfig


class FrontlineConfig(AppConfig):
    name = "escalera.levels.frontline"
    label = "frontline"
    verbose_name = "Front line"

    def ready(self) -> None:
        import_module("escalera.levels.frontline.many").register()
