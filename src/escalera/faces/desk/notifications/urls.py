from django.urls import path

from escalera.faces.desk.notifications import browsers, preferences, views

urlpatterns = [
    path("", views.show, name="notices"),
    path("bell/", views.bell, name="notices-bell"),
    path("seen/", views.see_all, name="notices-seen"),
    path("preferences/", preferences.show, name="notices-preferences"),
    path("quiet/", preferences.quiet, name="notices-quiet"),
    path("browsers/", browsers.subscribe, name="notices-browsers"),
    path("browsers/leave/", browsers.unsubscribe, name="notices-leave"),
    path("browsers/<int:number>/forget/", browsers.forget, name="notices-forget"),
    path("browsers/<int:number>/test/", browsers.test, name="notices-test"),
    path("<int:number>/", views.open_one, name="notice"),
    path("<int:number>/seen/", views.see, name="notice-seen"),
]
