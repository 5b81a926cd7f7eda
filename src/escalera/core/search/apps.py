from importlib import import_module

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "escalera.core.search"
    label = "search"
    verbose_name = "Search"

    def ready(self) -> None:
        import_module("escalera.core.search.conditions")  # its fields
        import_module("escalera.core.search.reactions")
        import_module("escalera.core.search.readers")
        import_module("escalera.core.search.joining")
