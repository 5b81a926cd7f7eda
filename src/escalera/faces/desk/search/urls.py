"""Addresses of the search."""

from django.urls import URLPattern, path

from escalera.faces.desk.search import palette, views

urlpatterns: list[URLPattern] = [
    path("", views.show, name="search"),
    path("hints/", views.hints, name="search-hints"),
    path("palette/", palette.found, name="palette"),
]
