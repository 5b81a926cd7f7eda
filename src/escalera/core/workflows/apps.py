from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    name = "escalera.core.workflows"
    label = "workflows"
    verbose_name = "Workflows"
