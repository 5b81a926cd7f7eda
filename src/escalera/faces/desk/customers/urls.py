"""Addresses of customers and their organizations."""

from django.urls import URLPattern, path

from escalera.faces.desk.customers import changes, joining, merging, opening, organizations, talks, views

urlpatterns: list[URLPattern] = [
    path("customers/", views.listed, name="customers"),
    path("customers/new/", changes.add, name="customer-new"),
    path("customers/<int:key>/", views.card, name="customer"),
    path("customers/<int:key>/part/", views.part, name="customer-part"),
    path("customers/<int:key>/history/", views.history, name="customer-history"),
    path("customers/<int:key>/edit/", changes.edit, name="customer-edit"),
    path("customers/<int:key>/identities/", changes.add_address, name="customer-identities"),
    path("customers/<int:key>/identities/<int:identity>/", changes.change_address, name="customer-identity"),
    path("customers/<int:key>/notes/", changes.add_note, name="customer-notes"),
    path("customers/<int:key>/notes/<int:note>/removal/", changes.drop_note, name="customer-note-removal"),
    path("customers/<int:key>/tickets/", opening.open_for, name="customer-ticket"),
    path("customers/<int:key>/talks/", talks.shown, name="customer-talks"),
    path("customers/<int:key>/talks/deletion/", talks.deleted, name="customer-talks-deletion"),
    path("customers/<int:key>/merge/", merging.merge, name="customer-merge"),
    path("customers/<int:key>/merges/<int:merge>/undoing/", merging.undo, name="customer-part-again"),
    path("customers/<int:key>/joins/", joining.show, name="customer-joins"),
    path("customers/<int:key>/joins/<int:proposal>/", joining.answer, name="customer-join"),
    path("customers/<int:key>/joined/<int:identity>/", joining.part, name="customer-part-identity"),
    path("organizations/", organizations.listed, name="organizations"),
    path("organizations/new/", organizations.add, name="organization-new"),
    path("organizations/<int:key>/", organizations.card, name="organization"),
    path("organizations/<int:key>/edit/", organizations.edit, name="organization-edit"),
    path("organizations/<int:key>/coordinators/", organizations.coordinate, name="organization-coordinators"),
]
