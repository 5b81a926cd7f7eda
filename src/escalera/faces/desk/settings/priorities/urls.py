from django.urls import path

from escalera.faces.desk.settings.priorities import views

urlpatterns = [path("", views.show, name="settings-priorities")]
