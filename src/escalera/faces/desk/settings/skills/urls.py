"""Addresses of what people know and how much they take."""

from django.urls import URLPattern, path

from escalera.faces.desk.settings.skills import views

urlpatterns: list[URLPattern] = [
    path("", views.show, name="settings-skills"),
    path("<int:skill>/removal/", views.remove, name="settings-skill-remove"),
    path("people/<int:agent>/", views.person, name="settings-skills-of"),
]
