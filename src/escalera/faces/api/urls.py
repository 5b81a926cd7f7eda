"""Addresses of this face."""

from django.urls import URLPattern, URLResolver, path, re_path

from escalera.faces.api.app import api, nothing_here
from escalera.faces.api.docs import read_docs

urlpatterns: list[URLPattern | URLResolver] = [
    path("docs", read_docs, name="api-docs"),
    path("", api.urls),
    re_path(r"^.*$", nothing_here),
]
