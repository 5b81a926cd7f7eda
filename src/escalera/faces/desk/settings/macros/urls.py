"""Addresses of the macros."""

from django.urls import URLPattern, path

from escalera.faces.desk.settings.macros import views

urlpatterns: list[URLPattern] = [
    path("", views.show, name="settings-macros"),
    path("new/", views.edit, name="settings-macro-new"),
    path("editor/", views.editor, name="settings-macro-editor"),
    path("preview/", views.preview, name="settings-macro-preview"),
    path("<int:macro>/", views.edit, name="settings-macro"),
    path("<int:macro>/removal/", views.remove, name="settings-macro-remove"),
]
