from django.apps import AppConfig


class WidgetConfig(AppConfig):
    name = "escalera.faces.widget"
    label = "widget"
    verbose_name = "Chat"
