from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "escalera.core.channels"
    label = "channels"
    verbose_name = "Channels"
