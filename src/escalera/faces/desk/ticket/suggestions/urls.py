"""Addresses of what may help beside a ticket; `number` is always given."""

from django.urls import URLPattern, path

from escalera.faces.desk.ticket.suggestions import views

urlpatterns: list[URLPattern] = [
    path("suggestions/", views.show, name="suggestions"),
    path("suggestions/<int:article>/use/", views.use, name="suggestion-use"),
]
