from django.urls import path

from escalera.faces.desk.settings.roles import views

urlpatterns = [
    path("", views.show, name="settings-roles"),
    path("new/", views.edit, name="settings-role-new"),
    path("<int:role>/", views.edit, name="settings-role"),
    path("<int:role>/remove/", views.remove, name="settings-role-remove"),
]
