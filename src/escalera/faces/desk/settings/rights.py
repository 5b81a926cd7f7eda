"""What each permission lets people do, in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from escalera.base.people.models.helpers import CONTENT, CUSTOMERS, GATE, PEOPLE, SEE_ALL, SETTINGS, WORK

RIGHTS: list[tuple[str, str | Promise, str | Promise]] = [
    (WORK, _("Work on tickets"), _("Reply, take, escalate and resolve the tickets of their teams.")),
    (SEE_ALL, _("See all tickets"), _("Of every team and level.")),
    (CUSTOMERS, _("Edit customers"), _("Change and merge those who ask, and their organizations.")),
    (CONTENT, _("Shape the work"), _("Shared views, macros, articles, fields, forms, tags.")),
    (GATE, _("Look after the gate"), _("Mailboxes, what came in, what could not be read or sent.")),
    (PEOPLE, _("Manage people"), _("Invite, edit and switch off colleagues; teams and roles.")),
    (SETTINGS, _("Change the company"), _("Brand, levels, working hours, segments.")),
]
LABELS = {key: label for key, label, _about in RIGHTS}
