from django.apps import AppConfig


class FeedConfig(AppConfig):
    name = "escalera.core.feed"
    label = "feed"
    verbose_name = "Working together"
