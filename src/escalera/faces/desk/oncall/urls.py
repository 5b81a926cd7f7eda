from django.urls import path

from escalera.faces.desk.oncall import public, views

urlpatterns = [
    path("", views.show, name="oncall"),
    path("span/", views.take, name="oncall-take"),
    path("span/<int:number>/end/", views.end, name="oncall-end"),
    path("swap/", views.swap, name="oncall-swap"),
    path("swap/<int:pair>/", views.answer, name="oncall-swap-answer"),
    path("address/", views.address, name="oncall-address"),
    path("pages/<int:number>/acknowledge/", views.acknowledge, name="oncall-acknowledge"),
    path("pages/<int:number>/pass/", views.pass_on, name="oncall-pass"),
    path("tickets/<int:number>/", views.presses, name="oncall-presses"),
    # Without a sign-in: whoever holds the secret part.
    path("answer/<str:token>/", public.answer, name="oncall-answer"),
    path("shifts/<str:token>.ics", public.shifts, name="oncall-shifts"),
]
