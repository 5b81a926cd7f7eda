"""Addresses of a ticket's clocks; `number` is always given."""

from django.urls import URLPattern, path

from escalera.faces.desk.ticket.clocks import views

urlpatterns: list[URLPattern] = [path("clocks/<int:clock>/", views.show, name="clock")]
