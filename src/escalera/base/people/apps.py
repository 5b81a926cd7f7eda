from importlib import import_module

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "escalera.base.people"
    label = "people"
    verbose_name = "People"

    def ready(self) -> None:
        import_module("escalera.base.people.tasks")  # registers its schedules
