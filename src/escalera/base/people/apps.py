from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "escalera.base.people"
    label = "people"
    verbose_name = "People"
