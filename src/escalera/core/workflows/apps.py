from importlib import import_module

from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    name = "escalera.core.workflows"
    label = "workflows"
    verbose_name = "Workflows"

    def ready(self) -> None:
        enter = import_module("escalera.core.workflows.entering").enter
        import_module("escalera.core.tickets.entering").register_entering(enter)
        kinds = import_module("escalera.core.workflows.queries").covered_for
        import_module("escalera.core.tickets.covering").register_covering(kinds)
