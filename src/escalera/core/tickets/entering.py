"""Where a new ticket begins: rooms above may send it elsewhere than where it came in (a segment that begins higher)."""

from __future__ import annotations

from collections.abc import Callable

from escalera.base.people.models import Team

Entering = Callable[[Team, int | None], Team]
_ENTERINGS: list[Entering] = []


def register_entering(entering: Entering) -> None:
    """Ask `entering` for every new ticket: given the team where it came in and its segment's key, it says the team."""
    if entering not in _ENTERINGS:
        _ENTERINGS.append(entering)


def entered(team: Team, segment_id: int | None) -> Team:
    """Return the team where a new ticket of this segment begins."""
    for entering in _ENTERINGS:
        team = entering(team, segment_id)
    return team
