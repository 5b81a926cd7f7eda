from importlib import import_module

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "escalera.core.procedures"
    label = "procedures"
    verbose_name = "Procedures"

    def ready(self) -> None:
        import_module("escalera.core.procedures.kinds").register_all()
        import_module("escalera.core.procedures.handing")  # registers itself
        import_module("escalera.core.procedures.linking")
        import_module("escalera.core.procedures.reactions")
        import_module("escalera.core.procedures.tasks").register_loops()
