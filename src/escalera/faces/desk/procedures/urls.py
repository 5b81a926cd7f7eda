"""Addresses of the library of scripts and runbooks."""

from django.urls import URLPattern, path

from escalera.faces.desk.procedures import views

urlpatterns: list[URLPattern] = [
    path("", views.show, name="procedures"),
    path("<int:procedure>/", views.one, name="procedure"),
    path("<int:procedure>/begin/", views.begin, name="procedure-begin"),
]
