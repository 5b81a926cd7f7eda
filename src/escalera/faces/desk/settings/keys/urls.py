from django.urls import path

from escalera.faces.desk.settings.keys import views

urlpatterns = [
    path("", views.show, name="settings-keys"),
    path("<int:number>/", views.uses, name="settings-key"),
    path("<int:number>/end/", views.revoke, name="settings-key-revoke"),
]
