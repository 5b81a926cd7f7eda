from importlib import import_module

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "escalera.core.notifications"
    label = "notifications"
    verbose_name = "Notifications"

    def ready(self) -> None:
        import_module("escalera.core.notifications.readers")  # registers itself
        import_module("escalera.core.notifications.deeds").register_all()
        import_module("escalera.core.notifications.tasks").register_loops()
