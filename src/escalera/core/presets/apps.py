from django.apps import AppConfig


class PresetsConfig(AppConfig):
    name = "escalera.core.presets"
    label = "presets"
    verbose_name = "Presets"
