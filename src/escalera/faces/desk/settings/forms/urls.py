"""Addresses of the forms' settings."""

from django.urls import URLPattern, URLResolver, path

from escalera.faces.desk.settings.forms import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.show, name="settings-forms"),
    path("new/", views.edit, name="settings-form-new"),
    path("<int:form>/", views.edit, name="settings-form"),
    path("<int:form>/remove/", views.remove, name="settings-form-remove"),
]
