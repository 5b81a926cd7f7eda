from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "escalera.base.calendars"
    label = "calendars"
    verbose_name = "Calendars"
