from django.apps import AppConfig


class SettingsConfig(AppConfig):
    name = "escalera.base.settings"
    label = "settings"
    verbose_name = "Settings"
