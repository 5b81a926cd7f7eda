"""Addresses of how work is handed out."""

from django.urls import URLPattern, path

from escalera.faces.desk.settings.routing import needs, views

urlpatterns: list[URLPattern] = [
    path("", views.show, name="settings-routing"),
    path("order/", views.order, name="settings-routing-order"),
    path("new/", views.edit, name="settings-routing-new"),
    path("editor/", views.editor, name="settings-routing-editor"),
    path("<int:rule>/", views.edit, name="settings-routing-rule"),
    path("<int:rule>/removal/", views.remove, name="settings-routing-remove"),
    path("needs/new/", needs.edit, name="settings-routing-need-new"),
    path("needs/<int:need>/", needs.edit, name="settings-routing-need"),
    path("needs/<int:need>/removal/", needs.remove, name="settings-routing-need-remove"),
    path("teams/<int:team>/", views.queue, name="settings-routing-queue"),
    path("channels/", views.channels, name="settings-routing-channels"),
]
