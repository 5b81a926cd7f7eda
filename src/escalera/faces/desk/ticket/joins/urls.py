"""Addresses of the question whether two customers are one; `number` is always given."""

from django.urls import URLPattern, path

from escalera.faces.desk.ticket.joins import views

urlpatterns: list[URLPattern] = [
    path("joins/", views.show, name="joins"),
    path("joins/<int:proposal>/", views.answer, name="join"),
    path("joined/<int:identity>/", views.part, name="part-identity"),
]
