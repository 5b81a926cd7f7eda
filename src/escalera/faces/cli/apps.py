from django.apps import AppConfig


class CliConfig(AppConfig):
    name = "escalera.faces.cli"
    label = "cli"
    verbose_name = "Commands"
