"""Addresses of the rules."""

from django.urls import URLPattern, path

from escalera.faces.desk.settings.rules import runs, views

urlpatterns: list[URLPattern] = [
    path("", views.show, name="settings-rules"),
    path("order/", views.order, name="settings-rules-order"),
    path("new/", views.edit, name="settings-rule-new"),
    path("editor/", views.editor, name="settings-rule-editor"),
    path("summary/", views.summary, name="settings-rule-summary"),
    path("rehearsal/", runs.rehearse_typed, name="settings-rule-rehearsal"),
    path("<int:rule>/", views.edit, name="settings-rule"),
    path("<int:rule>/switch/", views.switch, name="settings-rule-switch"),
    path("<int:rule>/past/", views.take_up, name="settings-rule-past"),
    path("<int:rule>/removal/", views.remove, name="settings-rule-remove"),
    path("<int:rule>/runs/", runs.show, name="settings-rule-runs"),
]
