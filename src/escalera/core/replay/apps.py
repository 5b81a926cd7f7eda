from django.apps import AppConfig


class ReplayConfig(AppConfig):
    name = "escalera.core.replay"
    label = "replay"
    verbose_name = "Replay"
