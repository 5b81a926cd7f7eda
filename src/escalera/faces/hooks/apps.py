from django.apps import AppConfig


class HooksConfig(AppConfig):
    name = "escalera.faces.hooks"
    label = "hooks"
    verbose_name = "Webhooks"
