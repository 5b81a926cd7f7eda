"""Addresses of the inbox."""

from django.urls import URLPattern, path

from escalera.faces.desk.inbox import views

urlpatterns: list[URLPattern] = [
    path("", views.inbox, name="inbox"),
    path("rows/", views.rows, name="rows"),
    path("news/", views.news, name="news"),
    path("views/", views.views, name="views"),
    path("side/", views.side, name="side"),
]
