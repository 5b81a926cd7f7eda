"""A version in words, a line a part, and what changed from one to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from escalera.base.people.models import Level, Team
from escalera.core.clocks.models import Policy
from escalera.core.tickets.choices import Status
from escalera.core.tickets.conditions import CHANNELS
from escalera.core.tickets.models import Form
from escalera.core.workflows.choices import PARTS, Handing, Personal, Survey, Tone
from escalera.core.workflows.models import WorkflowVersion


class Names:
    """What the keys in versions are called now; five queries however many versions are told."""

    def __init__(self) -> None:
        self.levels = {one.pk: one.code for one in Level.objects.order_by("order")}
        self.teams = dict(Team.objects.values_list("pk", "name"))
        self.forms = dict(Form.objects.values_list("pk", "name"))
        self.policies = dict(Policy.objects.values_list("pk", "name"))

    def of(self, kind: Mapping[int, str], keys: Sequence[int]) -> str:
        return ", ".join(kind.get(key, _("(gone)")) for key in keys)


def lines(data: Mapping[str, Any], names: Names) -> list[str]:
    """Say a version; parts that allow everything are left out."""
    said = {**PARTS, **data}
    return [*_of_the_ladder(said, names), *_of_what_they_find(said, names), *_of_how_we_speak(said)]


def _of_the_ladder(said: Mapping[str, Any], names: Names) -> Iterator[str]:
    if said["path"]:
        yield _("Path: %(levels)s") % {"levels": " → ".join(names.levels.get(key, "?") for key in said["path"])}
    if said["entrance"]:
        yield _("Begins with: %(team)s") % {"team": names.teams.get(said["entrance"], _("(gone)"))}
    if said["routing"]:
        yield _("Handed out: %(how)s") % {"how": Handing(said["routing"]).label}
    if said["may_ask_higher"]:
        yield _("May ask for a higher level")
    if said["policies"]:
        yield _("Clock policies: %(names)s") % {"names": names.of(names.policies, said["policies"])}
    if not said["tells_deadline"]:
        yield _("Does not read until when we answer")


def _of_what_they_find(said: Mapping[str, Any], names: Names) -> Iterator[str]:
    if said["channels"]:
        yield _("Channels: %(names)s") % {"names": ", ".join(str(CHANNELS[one]) for one in said["channels"])}
    if said["forms"]:
        yield _("Forms: %(names)s") % {"names": names.of(names.forms, said["forms"])}
    if said["hidden"]:
        yield _("Not shown: %(statuses)s") % {"statuses": ", ".join(str(Status(one).label) for one in said["hidden"])}
    if said["covers"]:
        yield _("Covered when it comes in: %(kinds)s") % {
            "kinds": ", ".join(str(Personal(one).label) for one in said["covers"])
        }
    for status, words in said["statuses"].items():
        yield _("“%(status)s” reads: %(words)s") % {"status": Status(status).label, "words": words}
    yield _("Survey: %(survey)s") % {"survey": Survey(said["survey"]).label}


def _of_how_we_speak(said: Mapping[str, Any]) -> Iterator[str]:
    yield _("Tone: %(tone)s") % {"tone": Tone(said["tone"]).label}
    for label, key in ((_("Greeting"), "greeting"), (_("Closing"), "signature")):
        if said[key]:
            yield f"{label}: {' '.join(said[key].split())}"


def version_lines(
    versions: Sequence[WorkflowVersion], current: int, older: WorkflowVersion | None
) -> list[dict[str, Any]]:
    """Return the versions, newest first, each with what changed since the one before. `older`: the one before the last."""
    names = Names()
    told = [lines(one.data, names) for one in (*versions, *([older] if older else []))] + [[]]
    return [
        {"number": one.number, "at": one.at, "by": one.by.name if one.by else "", "restored": one.restored,
         "is_current": one.number == current, "changes": changes(told[place + 1], told[place])}
        for place, one in enumerate(versions)
    ]  # fmt: skip


def changes(before: Sequence[str], after: Sequence[str]) -> list[tuple[str, str]]:
    """Return the lines that came ("+") and went ("-")."""
    gone = [("-", line) for line in before if line not in after]
    return gone + [("+", line) for line in after if line not in before]
