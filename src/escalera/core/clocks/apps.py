from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "escalera.core.clocks"
    label = "clocks"
    verbose_name = "Clocks"
