from django.urls import path

from escalera.faces.desk.install import views

urlpatterns = [
    path("sw.js", views.worker, name="service-worker"),
    path("desk.webmanifest", views.desk_manifest, name="manifest"),
    path("portal.webmanifest", views.portal_manifest, name="portal-manifest"),
    path("icons/<slug:kind>-<int:size>.png", views.icon, name="app-icon"),
    path("offline/<slug:face>/<slug:language>/", views.offline, name="offline"),
]
