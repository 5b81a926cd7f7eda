from django.apps import AppConfig


class FrontlineConfig(AppConfig):
    name = "escalera.levels.frontline"
    label = "frontline"
    verbose_name = "Front line"
