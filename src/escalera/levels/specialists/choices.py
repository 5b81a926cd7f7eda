"""Words of the specialists' room."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    HTTP = "http", _("HTTP call")
    COMMAND = "command", _("Command")


class ProbeState(models.TextChoices):
    ASKED = "asked", _("Under way")
    DONE = "done", _("Done")
    FAILED = "failed", _("It could not be checked")


class Trouble(models.TextChoices):
    """Why a diagnostic told nothing."""

    TIMEOUT = "timeout", _("It took too long.")
    UNREACHABLE = "unreachable", _("It could not be reached.")
    FORBIDDEN = "forbidden", _("This host is not on the list of allowed ones.")
    SECRET = "secret", _("A secret that it needs is missing or cannot be read.")
    VALUE = "value", _("An answer that it needs is missing or cannot be used.")
    STATUS = "status", _("It answered with an error.")
    UNKNOWN = "unknown", _("The administrator has not registered this command.")
    BROKEN = "broken", _("It broke.")


METHODS = ("GET", "POST")
