from importlib import import_module

from django.apps import AppConfig


class FrontlineConfig(AppConfig):
    name = "escalera.levels.frontline"
    label = "frontline"
    verbose_name = "Front line"

    def ready(self) -> None:
        import_module("escalera.levels.frontline.many").register()
        import_module("escalera.levels.frontline.deeds").register_all()
        import_module("escalera.levels.frontline.handing")  # registers itself
        import_module("escalera.levels.frontline.steps").register_all()
        import_module("escalera.levels.frontline.presets")  # registers its part
