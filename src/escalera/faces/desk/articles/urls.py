from django.urls import path

from escalera.faces.desk.articles import views

urlpatterns = [
    path("<slug:slug>/", views.show, name="article"),
]
