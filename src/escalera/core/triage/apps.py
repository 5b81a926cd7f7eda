from django.apps import AppConfig


class TriageConfig(AppConfig):
    name = "escalera.core.triage"
    label = "triage"
    verbose_name = "Triage"
