from importlib import import_module

from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "escalera.core.tickets"
    label = "tickets"
    verbose_name = "Tickets"

    def ready(self) -> None:
        for part in ("conditions", "reactions"):  # they register themselves
            import_module(f"escalera.core.tickets.{part}")
        import_module("escalera.core.tickets.tasks").register_loops()
