from django.apps import AppConfig


class ConditionsConfig(AppConfig):
    name = "escalera.core.conditions"
    label = "conditions"
    verbose_name = "Conditions"
