from importlib import import_module

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "escalera.base.jobs"
    label = "jobs"
    verbose_name = "Jobs"

    def ready(self) -> None:
        import_module("escalera.base.jobs.tasks")  # its schedules register themselves
