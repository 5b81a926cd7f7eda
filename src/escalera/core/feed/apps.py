from importlib import import_module

from django.apps import AppConfig


class FeedConfig(AppConfig):
    name = "escalera.core.feed"
    label = "feed"
    verbose_name = "Working together"

    def ready(self) -> None:
        import_module("escalera.core.feed.reactions")  # registers itself
