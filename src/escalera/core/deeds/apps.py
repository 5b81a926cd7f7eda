from importlib import import_module

from django.apps import AppConfig


class DeedsConfig(AppConfig):
    name = "escalera.core.deeds"
    label = "deeds"
    verbose_name = "Deeds"

    def ready(self) -> None:
        for part in ("changing", "placing", "speaking"):
            import_module(f"escalera.core.deeds.{part}").register_all()
