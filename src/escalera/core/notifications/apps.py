from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "escalera.core.notifications"
    label = "notifications"
    verbose_name = "Notifications"
