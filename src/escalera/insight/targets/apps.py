from django.apps import AppConfig


class TargetsConfig(AppConfig):
    name = "escalera.insight.targets"
    label = "targets"
    verbose_name = "Targets"

    def ready(self) -> None:
        from escalera.insight.targets import presets  # noqa: F401, PLC0415 - app ready: it registers its part
