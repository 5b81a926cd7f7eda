from django.apps import AppConfig


class SpecialistsConfig(AppConfig):
    name = "escalera.levels.specialists"
    label = "specialists"
    verbose_name = "Specialists"
