from django.urls import path

from escalera.faces.desk.settings.categories import views

urlpatterns = [
    path("", views.show, name="settings-categories"),
    path("<int:category>/", views.edit, name="settings-category"),
    path("<int:category>/move/", views.move, name="settings-category-move"),
    path("<int:category>/archive/", views.archive, name="settings-category-archive"),
]
