from django.urls import path

from escalera.faces.desk.settings.teams import views

urlpatterns = [
    path("", views.show, name="settings-teams"),
    path("new/", views.edit, name="settings-team-new"),
    path("<int:team>/", views.edit, name="settings-team"),
    path("<int:team>/archive/", views.archive, name="settings-team-archive"),
    path("<int:team>/remove/", views.remove, name="settings-team-remove"),
]
