"""The addresses of the three faces. Each face keeps its own."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("escalera.faces.desk.urls")),
    path("", include("escalera.faces.portal.urls")),
    path("api/", include("escalera.faces.api.urls")),
]
