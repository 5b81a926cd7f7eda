from django.urls import path

from escalera.faces.desk.brand import views

urlpatterns = [
    path("<str:look>.css", views.colors, name="brand-colors"),
    path("logo/<str:sha256>", views.logo, name="brand-logo"),
]
