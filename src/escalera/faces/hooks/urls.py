"""One address a door: its kind, and the key that only its provider knows. Some providers hang a path of theirs on it."""

from django.urls import path

from escalera.faces.hooks.views import knock

urlpatterns = [
    path("hooks/<slug:kind>/<str:key>/", knock, name="hook"),
    path("hooks/<slug:kind>/<str:key>/<path:rest>", knock, name="hook-path"),
]
