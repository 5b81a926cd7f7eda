from django.urls import path

from escalera.faces.desk.settings.assistant import views

urlpatterns = [path("", views.show, name="settings-assistant")]
