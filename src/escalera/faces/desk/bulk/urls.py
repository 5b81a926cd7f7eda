"""Addresses of what is done with many tickets."""

from django.urls import URLPattern, path

from escalera.faces.desk.bulk import views

urlpatterns: list[URLPattern] = [
    path("", views.begin, name="bulk"),
    path("runs/", views.runs, name="bulk-runs"),
    path("sheets/<slug:verb>/", views.sheet, name="bulk-sheet"),
    path("<int:run>/", views.show, name="bulk-run"),
    path("<int:run>/stop/", views.stop, name="bulk-stop"),
    path("<int:run>/undo/", views.undo, name="bulk-undo"),
]
