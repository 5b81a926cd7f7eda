"""Names of what a key can lead to, and of languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from escalera.base.people import staffing
from escalera.core.channels.models import Channel
from escalera.faces.desk.settings.channels.callers.draft import MAIN, Draft

Choices = list[tuple[str, list[tuple[str, str]]]]  # groups of codes and labels


@dataclass(frozen=True, slots=True)
class Ways:
    """All that a key can lead to. `menus`: those of the draft."""

    people: list[tuple[str, str]]
    levels: list[tuple[str, str]]
    menus: list[tuple[str, str]]
    plain: list[tuple[str, str]]

    def choices(self, *, with_menus: bool = True) -> Choices:
        """Return the groups of a choice; `with_menus`: where a menu can be meant."""
        groups = [(_("Teams"), self.people), (_("Levels"), self.levels)]
        if with_menus:
            groups.append((_("Menus"), self.menus))
        return [*((label, rows) for label, rows in groups if rows), (_("Besides"), self.plain)]

    @property
    def names(self) -> Mapping[str, str]:
        return dict([*self.people, *self.levels, *self.menus, *self.plain])


def ways_of(channel: Channel, draft: Draft) -> Ways:
    ladder = staffing.ladder()
    teams = [(team.pk, f"{level.code} {team.name}") for level in ladder for team in level.its_teams]  # type: ignore[attr-defined]
    own = dict(teams).get(channel.team_id or 0)
    usual = _("The channel's team: %(team)s") % {"team": own} if own else _("The entrance")
    return Ways(
        [("team", usual), *((f"team.{key}", name) for key, name in teams)],
        [(f"level.{level.order}", f"{level.code} {level.name}") for level in ladder],
        [(f"menu.{menu.name}", menu_name(menu.name)) for menu in draft.menus if menu.name],
        [("voicemail", _("Voicemail")), ("callback", _("Ask for a call back")), ("hang_up", _("Hang up"))],
    )


def menu_name(name: str) -> str:
    return _("Main menu") if name == MAIN else name


def language_name(code: str) -> str:
    """Return a language as the reader calls it."""
    if code == "es-419":
        return _("Spanish (America)")
    known = {"es": _("Spanish"), "en": _("English"), "pt-br": _("Portuguese (Brazil)")}
    return known.get(code) or str(get_language_info(code)["name_translated"])
