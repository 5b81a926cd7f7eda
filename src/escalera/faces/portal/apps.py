from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "escalera.faces.portal"
    label = "portal"
    verbose_name = "Portal"
