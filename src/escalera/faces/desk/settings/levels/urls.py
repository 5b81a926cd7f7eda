from django.urls import path

from escalera.faces.desk.settings.levels import views

urlpatterns = [
    path("", views.show, name="settings-levels"),
    path("<int:level>/", views.edit, name="settings-level"),
    path("<int:level>/move/", views.move, name="settings-level-move"),
    path("<int:level>/steps/", views.steps, name="settings-level-steps"),
    path("<int:level>/archive/", views.archive, name="settings-level-archive"),
    path("<int:level>/remove/", views.remove, name="settings-level-remove"),
]
