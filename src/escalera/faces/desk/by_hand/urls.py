"""Addresses of the form for calls and visits."""

from django.urls import URLPattern, path

from escalera.faces.desk.by_hand import views

urlpatterns: list[URLPattern] = [
    path("", views.take_down, name="by-hand"),
    path("people/", views.people, name="by-hand-people"),
]
