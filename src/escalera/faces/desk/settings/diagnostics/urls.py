"""Addresses of what runbooks may ask machines."""

from django.urls import URLPattern, path

from escalera.faces.desk.settings.diagnostics import means, trying, views

urlpatterns: list[URLPattern] = [
    path("", views.show, name="settings-diagnostics"),
    path("new/", views.edit, name="settings-diagnostic-new"),
    path("<int:diagnostic>/", views.edit, name="settings-diagnostic"),
    path("<int:diagnostic>/archive/", views.archive, name="settings-diagnostic-archive"),
    path("<int:diagnostic>/trial/", trying.trial, name="settings-diagnostic-trial"),
    path("hosts/", means.add_host, name="settings-host-new"),
    path("hosts/<int:host>/removal/", means.remove_host, name="settings-host-remove"),
    path("secrets/new/", means.secret, name="settings-secret-new"),
    path("secrets/<int:key>/", means.secret, name="settings-secret"),
    path("secrets/<int:key>/removal/", means.remove_secret, name="settings-secret-remove"),
]
