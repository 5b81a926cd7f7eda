from django.apps import AppConfig


class LogConfig(AppConfig):
    name = "escalera.base.log"
    label = "log"
    verbose_name = "The log"
