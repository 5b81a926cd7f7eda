"""Addresses of the saved views' screen."""

from django.urls import URLPattern, path

from escalera.faces.desk.settings.views import views

urlpatterns: list[URLPattern] = [
    path("", views.show, name="settings-views"),
    path("new/", views.new, name="settings-view-new"),
    path("editor/", views.editor, name="settings-view-editor"),
    path("preview/", views.preview, name="settings-view-preview"),
    path("<int:number>/", views.edit, name="settings-view"),
    path("<int:number>/delete/", views.delete, name="settings-view-delete"),
]
