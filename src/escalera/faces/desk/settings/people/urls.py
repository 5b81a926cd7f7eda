from django.urls import path

from escalera.faces.desk.settings.people import views

urlpatterns = [
    path("", views.show, name="settings-people"),
    path("invite/", views.invite, name="settings-invite"),
    path("<int:agent>/", views.edit, name="settings-person"),
    path("<int:agent>/link/", views.link, name="settings-person-link"),
    path("<int:agent>/off/", views.switch_off, name="settings-person-off"),
    path("<int:agent>/on/", views.switch_on, name="settings-person-on"),
]
