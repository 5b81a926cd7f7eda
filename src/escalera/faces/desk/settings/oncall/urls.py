from django.urls import path

from escalera.faces.desk.settings.oncall import views

urlpatterns = [
    path("", views.show, name="settings-oncall"),
    path("new/", views.edit, name="settings-rotation-new"),
    path("<int:rotation>/", views.edit, name="settings-rotation"),
    path("<int:rotation>/weeks/", views.weeks, name="settings-rotation-weeks"),
    path("<int:rotation>/archive/", views.archive, name="settings-rotation-archive"),
]
