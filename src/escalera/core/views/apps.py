from importlib import import_module

from django.apps import AppConfig


class ViewsConfig(AppConfig):
    name = "escalera.core.views"
    label = "views"
    verbose_name = "Saved views"

    def ready(self) -> None:
        import_module("escalera.core.views.readers")  # registers itself
        import_module("escalera.core.views.tasks").register_loops()
