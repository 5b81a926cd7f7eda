"""What a settings page costs the database: the same however many rows there are, and never more than twelve queries."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from escalera.base.calendars.models import Calendar
from escalera.base.people.actions import add_agent
from escalera.base.people.models import Role, Segment, Team
from tests.cast import Desk
from tests.faces.desk.conftest import Enter

MOST = 12


@pytest.mark.parametrize(
    "path",
    ["settings/", "settings/company/", "settings/levels/", "settings/teams/", "settings/people/", "settings/roles/",
     "settings/segments/", "settings/calendars/", "settings/mailboxes/", "settings/absences/",
     "settings/people/invite/", "settings/teams/new/", "profile/", "guide/"],
)  # fmt: skip
def test_a_page_costs_the_same_with_more_rows(desk: Desk, enter: Enter, path: str) -> None:
    owner = enter(add_agent(email="olga@desk.example", name="Olga", password=None, role="owner"))
    owner.get(f"/desk/{path}")
    counts = []
    for n in range(3):  # the first round has no rows of some kinds, and asks for nothing beside them
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert owner.get(f"/desk/{path}").status_code == 200
        counts.append(len(queries))
        for one in range(5):
            team = Team.objects.create(name=f"T{n}{one}", level=desk.front.level)
            add_agent(email=f"p{n}{one}@desk.example", name=f"P{one}", password=None, teams=[team])
            Segment.objects.create(code=f"s{n}{one}", name=f"S{n}{one}")
            Role.objects.create(code=f"r{n}{one}", name=f"R{n}{one}")
            Calendar.objects.create(name=f"C{n}{one}", time_zone="UTC")
    assert counts[1] == counts[2]
    assert counts[1] <= MOST
