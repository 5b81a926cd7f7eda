from django.apps import AppConfig


class LadderConfig(AppConfig):
    name = "escalera.core.ladder"
    label = "ladder"
    verbose_name = "Ladder"

    def ready(self) -> None:
        from escalera.core.ladder import reactions  # noqa: F401, PLC0415 - app ready: registers itself
