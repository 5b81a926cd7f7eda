"""What a view's list may look like."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

COLUMNS: dict[str, str | Promise] = {
    "number": _("Number"), "subject": _("Subject"), "requester": _("Customer"), "organization": _("Organization"),
    "status": _("Status"), "priority": _("Priority"), "kind": _("Kind"), "level": _("Level"), "team": _("Team"),
    "assignee": _("Who works on it"), "channel": _("Channel"), "tags": _("Tags"), "waits": _("Customer waits"),
    "due": _("Due"), "opened": _("Opened"), "updated": _("Last activity"),
}  # fmt: skip
