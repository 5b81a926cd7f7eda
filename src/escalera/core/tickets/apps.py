from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "escalera.core.tickets"
    label = "tickets"
    verbose_name = "Tickets"
