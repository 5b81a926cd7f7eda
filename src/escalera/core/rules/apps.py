from django.apps import AppConfig


class RulesConfig(AppConfig):
    name = "escalera.core.rules"
    label = "rules"
    verbose_name = "Rules"
