"""The addresses of the faces. Each face keeps its own."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("escalera.faces.hooks.urls")),  # first: nothing is asked as often
    path("", include("escalera.faces.desk.urls")),
    path("", include("escalera.faces.portal.urls")),
    path("", include("escalera.faces.widget.urls")),
    path("api/", include("escalera.faces.api.urls")),
]
