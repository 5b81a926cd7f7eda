from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "escalera.faces.desk"
    label = "desk"
    verbose_name = "Desk"
