from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "escalera.core.search"
    label = "search"
    verbose_name = "Search"
