from django.urls import path

from escalera.faces.desk.settings.vendors import views

urlpatterns = [
    path("", views.show, name="settings-vendors"),
    path("<int:vendor>/", views.edit, name="settings-vendor"),
    path("<int:vendor>/archive/", views.archive, name="settings-vendor-archive"),
]
