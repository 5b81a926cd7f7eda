from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "escalera.core.tickets"
    label = "tickets"
    verbose_name = "Tickets"

    def ready(self) -> None:
        from escalera.core.tickets import readers  # noqa: F401, PLC0415 - app ready: registers itself
