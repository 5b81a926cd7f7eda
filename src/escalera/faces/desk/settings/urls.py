"""Addresses of the settings: each screen keeps its own `urls.py` and is included here in one line."""

from django.urls import URLPattern, URLResolver, include, path

from escalera.faces.desk.settings import index

urlpatterns: list[URLPattern | URLResolver] = [
    path("", index.show, name="settings"),
    path("articles/", include("escalera.faces.desk.settings.articles.urls")),
    path("services/", include("escalera.faces.desk.settings.services.urls")),
]
