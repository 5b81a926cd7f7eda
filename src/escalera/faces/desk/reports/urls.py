"""Addresses of the reports."""

from django.urls import path

from escalera.faces.desk.reports import assistant, views

urlpatterns = [
    path("", views.show, name="reports"),
    path("assistant/", assistant.show, name="report-assistant"),
    path("targets/", views.set_goal, name="report-targets"),
    path("targets/<int:number>/removal/", views.drop_goal, name="report-target-removal"),
]
