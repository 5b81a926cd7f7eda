from django.urls import path

from escalera.faces.desk.settings.company import views

urlpatterns = [
    path("", views.show, name="settings-company"),
    path("logo/", views.logo, name="settings-logo"),
    path("logo/remove/", views.no_logo, name="settings-no-logo"),
]
