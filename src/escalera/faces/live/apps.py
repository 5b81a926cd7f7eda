from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "escalera.faces.live"
    label = "live"
    verbose_name = "Live"
