from django.urls import path

from escalera.faces.desk.settings.absences import views

urlpatterns = [
    path("", views.show, name="settings-absences"),
    path("<int:absence>/end/", views.end, name="settings-absence-end"),
]
