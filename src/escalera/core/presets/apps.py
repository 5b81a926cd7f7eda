from importlib import import_module

from django.apps import AppConfig


class PresetsConfig(AppConfig):
    name = "escalera.core.presets"
    label = "presets"
    verbose_name = "Presets"

    def ready(self) -> None:
        import_module("escalera.core.presets.kinds")  # registers its parts
        import_module("escalera.core.presets.measuring")
