from __future__ import annotations

import pytest

from escalera.base.people.models import Agent
from escalera.base.people.queries import teams_of
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.views.actions import MOST_VIEWS, Wanted, arrange_views, change_view, create_view, delete_view
from escalera.core.views.models import SavedView
from escalera.core.views.queries import find_view, views_of, views_to_change
from tests.cast import NOON, Desk

OPEN = {"field": "open", "is": True}


def names(agent: Agent) -> list[str]:
    return [view.name for view in views_of(agent, teams_of(agent))]


def test_a_view_stands_where_it_is_shared(desk: Desk) -> None:
    create_view(Wanted(" My  own ", OPEN, columns=["due", "number", "lies"], order="due"), by=desk.amira, at=NOON)
    create_view(Wanted("Front", OPEN, sharing="team", team_id=desk.front.pk), by=desk.sara, at=NOON)
    create_view(Wanted("For all", OPEN, sharing="all"), by=desk.sara, at=NOON)
    assert names(desk.amira) == ["My own", "Front", "For all"]
    assert names(desk.omar) == ["For all"]
    own = SavedView.objects.get(name="My own")
    assert (own.columns, own.order, own.condition) == (["number", "due"], "due", OPEN)
    with pytest.raises(SavedView.DoesNotExist):
        find_view(desk.omar, own.pk, teams_of(desk.omar))


def test_who_may_not_share_keeps_views_for_themselves(desk: Desk) -> None:
    with pytest.raises(NotAllowed, match="not share"):
        create_view(Wanted("For all", OPEN, sharing="all"), by=desk.amira, at=NOON)
    shared = create_view(Wanted("For all", OPEN, sharing="all"), by=desk.sara, at=NOON)
    with pytest.raises(NotAllowed, match="not share"):
        change_view(Wanted("Mine now", OPEN), view_id=shared.pk, by=desk.amira, at=NOON)
    with pytest.raises(NotAllowed, match="not share"):
        delete_view(view_id=shared.pk, by=desk.amira, at=NOON)
    private = create_view(Wanted("Private", OPEN), by=desk.amira, at=NOON)
    with pytest.raises(SavedView.DoesNotExist):
        delete_view(view_id=private.pk, by=desk.sara, at=NOON)


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted("  ", OPEN), Wanted("x", {"field": "nonsense", "is": 1}), Wanted("x", OPEN, order="luck"),
        Wanted("x", OPEN, sharing="team"), Wanted("x", OPEN, sharing="world"),
    ],
)  # fmt: skip
def test_what_is_no_view_is_refused(desk: Desk, wanted: Wanted) -> None:
    with pytest.raises(BadInput):
        create_view(wanted, by=desk.sara, at=NOON)
    assert SavedView.objects.count() == 0


def test_nobody_makes_views_without_end(desk: Desk) -> None:
    for number in range(MOST_VIEWS):
        create_view(Wanted(f"View {number}", OPEN), by=desk.amira, at=NOON)
    with pytest.raises(BadInput, match="100"):
        create_view(Wanted("One more", OPEN), by=desk.amira, at=NOON)


def test_views_are_put_in_order_by_those_who_may_change_them(desk: Desk) -> None:
    views = [create_view(Wanted(name, OPEN, sharing="all"), by=desk.sara, at=NOON) for name in ("a", "b", "c")]
    own = create_view(Wanted("own", OPEN), by=desk.amira, at=NOON)
    arrange_views([own.pk, views[2].pk], by=desk.amira, at=NOON)
    assert names(desk.amira) == ["a", "b", "c", "own"]
    arrange_views([views[2].pk, views[0].pk], by=desk.sara, at=NOON)
    assert names(desk.amira) == ["c", "a", "b", "own"]
    assert [view.name for view in views_to_change(desk.amira)] == ["own"]
