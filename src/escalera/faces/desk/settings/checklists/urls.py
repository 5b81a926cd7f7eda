"""Addresses of the checklist templates."""

from django.urls import URLPattern, URLResolver, path

from escalera.faces.desk.settings.checklists import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.show, name="settings-checklists"),
    path("new/", views.edit, name="settings-checklist-new"),
    path("<int:template>/", views.edit, name="settings-checklist"),
    path("<int:template>/remove/", views.remove, name="settings-checklist-remove"),
]
