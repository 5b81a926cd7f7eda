"""Addresses of the tags' settings."""

from django.urls import URLPattern, URLResolver, path

from escalera.faces.desk.settings.tags import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.show, name="settings-tags"),
    path("<int:tag>/", views.edit, name="settings-tag"),
    path("<int:tag>/merge/", views.merge, name="settings-tag-merge"),
    path("<int:tag>/remove/", views.remove, name="settings-tag-remove"),
    path("senders/<int:sender>/", views.unblock, name="settings-sender"),
]
