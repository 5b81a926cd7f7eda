from django.urls import path

from escalera.faces.desk.settings.waits import views

urlpatterns = [
    path("", views.show, name="settings-waits"),
    path("<slug:reason>/", views.edit, name="settings-wait"),
    path("<slug:reason>/move/", views.move, name="settings-wait-move"),
    path("<slug:reason>/archive/", views.archive, name="settings-wait-archive"),
]
