"""The verbs of saved views."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent, Team
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.conditions.reading import data_of, read
from escalera.core.tickets.orders import ORDERS
from escalera.core.views.choices import COLUMNS
from escalera.core.views.counting import forget, lock_keeper, recount_whole, watched_views
from escalera.core.views.facts import ViewDeleted, ViewsArranged, ViewSaved
from escalera.core.views.models import SavedView, Sharing
from escalera.core.views.policies import why_not_change, why_not_share
from escalera.core.views.queries import changeable

MOST_VIEWS = 100  # that one agent makes
SMALL = 2000  # tickets


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a view shall be. `columns`: keys of COLUMNS, none for the usual list; `team_id`: if shared with a team."""

    name: str
    condition: dict[str, Any] = field(default_factory=dict)
    columns: Sequence[str] = ()
    order: str = "updated"
    sharing: str = Sharing.PRIVATE
    team_id: int | None = None


@transaction.atomic
def create_view(wanted: Wanted, *, by: Agent, at: datetime) -> SavedView:
    """Make a view. Raises: BadInput, NotAllowed (to share it)."""
    if SavedView.objects.filter(agent=by).count() >= MOST_VIEWS:
        raise BadInput(_("You have %(most)d views already. Delete one first.") % {"most": MOST_VIEWS})
    last = SavedView.objects.aggregate(last=Max("position"))["last"] or 0
    return _save(SavedView(agent=by, position=last + 1), wanted, by, at)


@transaction.atomic
def change_view(wanted: Wanted, *, view_id: int, by: Agent, at: datetime) -> SavedView:
    """Change a view. Raises: BadInput, NotAllowed, SavedView.DoesNotExist."""
    return _save(_locked(view_id, by), wanted, by, at)


@transaction.atomic
def delete_view(*, view_id: int, by: Agent, at: datetime) -> None:
    """Delete a view; its tickets stay where they are. Raises: NotAllowed, SavedView.DoesNotExist."""
    view = _locked(view_id, by)
    record(ViewDeleted(view_id=view.pk, title=view.name), actor=by.actor, at=at)
    view.delete()


@transaction.atomic
def arrange_views(view_ids: Sequence[int], *, by: Agent, at: datetime) -> None:
    """Put the views that the agent may change in this order; those not named follow as they were."""
    views = {view.pk: view for view in changeable(by).select_for_update(of=("self",))}
    named = [views.pop(pk) for pk in dict.fromkeys(view_ids) if pk in views]
    arranged = [*named, *views.values()]
    places = sorted(view.position for view in arranged)
    for place, view in enumerate(arranged):
        view.position = max(places[place], place + 1)
    SavedView.objects.bulk_update(arranged, ["position"])
    record(ViewsArranged(), actor=by.actor, at=at)


def _locked(view_id: int, by: Agent) -> SavedView:
    view = SavedView.objects.select_for_update().get(pk=view_id)
    if view.sharing == Sharing.PRIVATE and view.agent_id != by.pk:
        raise SavedView.DoesNotExist(f"there is no view {view_id} for {by}")
    if why := why_not_change(by, view):
        raise NotAllowed(why)
    return view


def _save(view: SavedView, wanted: Wanted, by: Agent, at: datetime) -> SavedView:
    if wanted.sharing != Sharing.PRIVATE and (why := why_not_share(by)):
        raise NotAllowed(why)
    name = " ".join(wanted.name.split())[:60]
    if not name:
        raise BadInput(_("Give the view a name."))
    view.name, view.condition = name, data_of(read(wanted.condition))
    view.columns = [key for key in COLUMNS if key in set(wanted.columns)]
    view.order = _order(wanted.order)
    view.sharing, view.team = _sharing(wanted)
    if view.sharing == Sharing.PRIVATE:
        view.agent = by
    view.counted_at = None
    view.save()
    _count(view, at)
    record(ViewSaved(view_id=view.pk, title=view.name), actor=by.actor, at=at)
    return view


def _count(view: SavedView, at: datetime) -> None:
    """Count a small view at once, so that it is never seen without its number; a large one is left to the reader."""
    lock_keeper()
    forget(view)
    for one in watched_views([view]):
        recount_whole(one, at, most=SMALL)


def _order(order: str) -> str:
    if order not in ORDERS:
        raise BadInput(_("There is no order called “%(order)s”.") % {"order": order[:20]})
    return order


def _sharing(wanted: Wanted) -> tuple[Sharing, Team | None]:
    if wanted.sharing not in Sharing.values:
        raise BadInput(_("Say with whom the view is shared."))
    if wanted.sharing != Sharing.TEAM:
        return Sharing(wanted.sharing), None
    team = Team.objects.filter(pk=wanted.team_id or 0).first()
    if team is None:
        raise BadInput(_("Say with which team the view is shared."))
    return Sharing.TEAM, team
