"""Addresses of where a message belongs; `number` is always given."""

from django.urls import URLPattern, path

from escalera.faces.desk.ticket.placing import views

urlpatterns: list[URLPattern] = [path("messages/<int:message>/place/", views.place, name="place")]
