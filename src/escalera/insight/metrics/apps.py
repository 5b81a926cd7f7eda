from django.apps import AppConfig


class MetricsConfig(AppConfig):
    name = "escalera.insight.metrics"
    label = "metrics"
    verbose_name = "Metrics"

    def ready(self) -> None:
        from escalera.insight.metrics import counting, readers  # noqa: F401, PLC0415 - app ready: they register themselves
