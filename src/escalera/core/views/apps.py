from django.apps import AppConfig


class ViewsConfig(AppConfig):
    name = "escalera.core.views"
    label = "views"
    verbose_name = "Saved views"
