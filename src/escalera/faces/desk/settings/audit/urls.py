from django.urls import path

from escalera.faces.desk.settings.audit import views

urlpatterns = [
    path("", views.show, name="settings-audit"),
    path("claims.<slug:form>", views.export, name="settings-audit-export"),
]
