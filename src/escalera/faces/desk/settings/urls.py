"""Addresses of the settings: each screen keeps its own `urls.py` and is included here in one line."""

from django.urls import URLPattern, URLResolver, path

from escalera.faces.desk.settings import index

urlpatterns: list[URLPattern | URLResolver] = [
    path("", index.show, name="settings"),
]
