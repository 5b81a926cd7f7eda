from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "escalera.faces.api"
    label = "api"
    verbose_name = "API"
