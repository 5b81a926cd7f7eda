from django.urls import path

from escalera.faces.desk.guide import views

urlpatterns = [
    path("", views.show, name="guide"),
    path("company/", views.company, name="guide-company"),
    path("test-ticket/", views.test_ticket, name="guide-ticket"),
    path("<str:step>/", views.move, name="guide-move"),
]
