from django.apps import AppConfig


class OnCallConfig(AppConfig):
    name = "escalera.core.oncall"
    label = "oncall"
    verbose_name = "On call"
