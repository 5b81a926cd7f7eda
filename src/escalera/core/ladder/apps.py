from importlib import import_module

from django.apps import AppConfig


class LadderConfig(AppConfig):
    name = "escalera.core.ladder"
    label = "ladder"
    verbose_name = "Ladder"

    def ready(self) -> None:
        import_module("escalera.core.ladder.reactions")  # registers itself
        import_module("escalera.core.ladder.knowing")  # registers itself
        import_module("escalera.core.ladder.conditions")  # registers itself
        import_module("escalera.core.ladder.readers")  # registers itself
        import_module("escalera.core.ladder.rebuilding")  # registers itself
        import_module("escalera.core.ladder.tasks").register_loops()
