"""Where a segment's tickets begin: on the first level of its path."""

from __future__ import annotations

from escalera.base.people.models import Team
from escalera.base.storage.ready import Ready
from escalera.core.workflows.flow import Flow
from escalera.core.workflows.queries import flow_for

_TEAM = Ready(lambda key: Team.objects.select_related("level").filter(archived_at__isnull=True, pk=key))
_FIRST_OF_LEVEL = Ready(
    lambda key: (
        Team.objects.select_related("level")
        .filter(archived_at__isnull=True, level=key)
        .order_by("-is_entrance", "pk")[:1]
    )
)


def enter(team: Team, segment_id: int | None) -> Team:
    """Return where a ticket of the segment begins that came in at `team`."""
    return entered_by(flow_for(segment_id), team)


def entered_by(flow: Flow, team: Team) -> Team:
    """Return where a ticket begins by a flow. What came in at the company's entrance, or off the path, goes to the
    flow's own entrance or to the first team of the path; a team on the path that was chosen (by a mailbox, a form, a
    category) keeps it."""
    if flow.allows_level(team.level_id) and not (flow.entrance and team.is_entrance):
        return team
    return _entrance(flow) or team


def _entrance(flow: Flow) -> Team | None:
    if flow.entrance is not None and (team := _TEAM.first(flow.entrance)) is not None:
        return team
    return next((team for level in flow.path if (team := _FIRST_OF_LEVEL.first(level)) is not None), None)
