"""The addresses of the three faces. Each face keeps its own."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(url="/desk/")),
    path("", include("escalera.faces.desk.urls")),
    path("t/", include("escalera.faces.portal.urls")),
    path("api/", include("escalera.faces.api.urls")),
]
