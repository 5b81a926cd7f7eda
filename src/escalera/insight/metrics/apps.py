from django.apps import AppConfig


class MetricsConfig(AppConfig):
    name = "escalera.insight.metrics"
    label = "metrics"
    verbose_name = "Metrics"
