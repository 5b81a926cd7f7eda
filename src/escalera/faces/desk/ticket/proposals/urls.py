"""Addresses of what is proposed for a ticket; `number` is always given."""

from django.urls import URLPattern, path

from escalera.faces.desk.ticket.proposals import views

urlpatterns: list[URLPattern] = [
    path("proposals/", views.show, name="proposals"),
    path("proposals/<slug:field>/", views.answer, name="proposal"),
]
