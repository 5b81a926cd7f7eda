from django.urls import path

from escalera.faces.desk.profile import views

urlpatterns = [
    path("", views.show, name="profile"),
    path("password/", views.password, name="profile-password"),
]
