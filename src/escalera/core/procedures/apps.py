from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "escalera.core.procedures"
    label = "procedures"
    verbose_name = "Procedures"
