"""Addresses of the fields' settings."""

from django.urls import URLPattern, URLResolver, path

from escalera.faces.desk.settings.fields import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.show, name="settings-fields"),
    path("new/", views.edit, name="settings-field-new"),
    path("<int:field>/", views.edit, name="settings-field"),
    path("<int:field>/move/", views.move, name="settings-field-move"),
    path("<int:field>/remove/", views.remove, name="settings-field-remove"),
]
