"""Policies: the list of them, and one in its editor: draft, then tried on the past, then published."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from escalera.base.refusals import BadInput
from escalera.core.clocks import actions
from escalera.core.clocks.choices import PolicyKind
from escalera.core.clocks.models import Policy
from escalera.faces.desk.settings.answering import Screen, attempt, keys, ticked, typed
from escalera.faces.desk.settings.frame import frame
from escalera.faces.desk.settings.policies import presenter
from escalera.faces.desk.settings.policies.editing import (
    Typed,
    new_typed,
    posted_typed,
    typed_of,
)
from escalera.faces.desk.settings.policies.lines import (
    groups_of_policies,
    present_policies,
    published_data,
    versions_of,
)
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("policies", "settings-policies")


@desk_view
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """List the policies of each kind in the order in which they are asked."""
    return SCREEN.page(request, "page", {"kinds": groups_of_policies()})


@desk_view
@require_POST
def order(request: DeskRequest) -> HttpResponse:
    """Put the policies of one kind in another order: all of them, or one a step up or down."""
    kind = typed(request, "kind")
    now = [one.pk for one in present_policies() if one.kind == kind]
    wanted = _stepped(now, typed(request, "do")) if request.POST.get("do") else keys(request, "policy")
    refused, status = attempt(lambda: actions.order_policies(policy_ids=wanted, by=request.user, at=timezone.now()))
    if refused:
        return SCREEN.page(request, "page", {"kinds": groups_of_policies()}, refused=refused, status=status)
    return redirect("desk:settings-policies")


@desk_view
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """Begin a policy; what is saved is a draft, nothing counts by it yet."""
    if request.method == "POST":
        return _save(request, None)
    kind = request.GET.get("kind", "")
    return _page(request, new_typed(kind if kind in PolicyKind.values else PolicyKind.SLA))


@desk_view
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, policy: int) -> HttpResponse:
    """Change a policy's draft; what counts now goes on counting until it is published."""
    found = Policy.objects.get(pk=policy)
    if request.method == "POST":
        return _save(request, found)
    return _page(request, typed_of(found.name, found.kind, _data(found)), found)


@desk_view
@require_POST
def editor(request: DeskRequest) -> HttpResponse:
    """Do what a button in the form says: the same form again, nothing saved. `part`: one condition only."""
    given = posted_typed(request.POST)
    frame(request, SCREEN.key)  # asks for the permission
    if not request.htmx:
        return _page(request, given, _posted_policy(request))
    part = request.GET.get("part")
    if part is None:
        return render(request, "desk/settings/policies/_fields.html", presenter.fields_of(given))
    return render(request, "desk/settings/views/_editor.html", _part(given, part))


@desk_view
@require_POST
def words(request: DeskRequest) -> HttpResponse:
    """Say in words what the form means now."""
    frame(request, SCREEN.key)  # asks for the permission
    return render(request, "desk/settings/policies/_words.html", _words(request, posted_typed(request.POST)))


@desk_view
@require_POST
def publish(request: DeskRequest, policy: int) -> HttpResponse:
    """Let the draft count from now on."""
    found = Policy.objects.get(pk=policy)
    refused, status = attempt(
        lambda: actions.publish_policy(
            policy_id=policy, moves_running=ticked(request, "moves_running"), by=request.user, at=timezone.now()
        )
    )
    if refused:
        given = typed_of(found.name, found.kind, _data(found))
        return _page(request, given, found, refused=refused, status=status)
    return SCREEN.done(request, _("Published. New clocks run by it from now on."), "settings-policy", policy)


@desk_view
@require_POST
def discard(request: DeskRequest, policy: int) -> HttpResponse:
    """Throw the draft away: what is published stays."""
    refused, status = attempt(lambda: actions.discard_draft(policy_id=policy, by=request.user, at=timezone.now()))
    if refused:
        return SCREEN.page(request, "page", {"kinds": groups_of_policies()}, refused=refused, status=status)
    return SCREEN.done(request, _("The draft is gone. What was published goes on."))


@desk_view
@require_http_methods(["GET", "POST"])
def archive(request: DeskRequest, policy: int) -> HttpResponse:
    """Ask, then put a policy away."""
    found = Policy.objects.get(pk=policy)
    refused, status = "", 200
    if request.method == "POST":
        refused, status = attempt(
            lambda: actions.archive_policy(policy_id=policy, by=request.user, at=timezone.now())
        )
        if not refused:
            return SCREEN.done(request, _("The policy is archived."))
    told = [
        _("Nothing new counts by it. Its history stays, and what it measured can still be explained."),
    ]
    heading = _("Archive the policy “%(name)s”?") % {"name": found.name}
    return SCREEN.confirm(request, heading=heading, words=told, action=_("Archive"), refused=refused, status=status)


@desk_view
@require_GET
def versions(request: DeskRequest, policy: int) -> HttpResponse:
    """Show what each version changed, who published it and when."""
    found = Policy.objects.get(pk=policy)
    return SCREEN.page(request, "versions", {"policy": found, "versions": versions_of(found)})


def _save(request: DeskRequest, found: Policy | None) -> HttpResponse:
    given = posted_typed(request.POST)
    saved: list[Policy] = []

    def change() -> None:
        saved.append(
            actions.save_policy(
                policy_id=found.pk if found else None,
                name=given.name,
                kind=given.kind,
                data=given.data,
                by=request.user,
                at=timezone.now(),
            )
        )

    refused, status = attempt(change)
    if refused:
        return _page(request, given, found, refused=refused, status=status)
    if typed(request, "then") == "try":
        return redirect("desk:settings-policy-trial", saved[0].pk)
    return SCREEN.done(
        request, _("The draft is saved. Nothing counts by it until it is published."), "settings-policy", saved[0].pk
    )


def _page(
    request: DeskRequest, given: Typed, policy: Policy | None = None, *, refused: str = "", status: int = 200
) -> HttpResponse:
    page = {
        "policy": policy,
        "editor_url": reverse("desk:settings-policy-editor"),
        **presenter.fields_of(given),
        **_words(request, given),
    }
    return SCREEN.page(request, "form", page, refused=refused, status=status)


def _words(request: DeskRequest, given: Typed) -> dict[str, Any]:
    """Return the policy in words, or what is missing."""
    try:
        said = presenter.sentences(given.data)
        return {"sentences": said, "matching": presenter.matching(given.data, request.user, timezone.now())}
    except BadInput as refusal:
        return {"incomplete": str(refusal)}


def _part(given: Typed, part: str) -> dict[str, Any]:
    """Return one condition editor of the form: that before which `part` stands."""
    fields = presenter.fields_of(given)
    target = next((one for one in fields["targets"] if one.prefix == part), None)
    url = f"{reverse('desk:settings-policy-editor')}?part={part if target else ''}"
    if target is None:
        return {"groups_of_rows": fields["groups_of_rows"], "editor_url": url, "whose": fields["whose"]}
    return {"groups_of_rows": target.groups, "editor_url": url, "prefix": target.prefix, "whose": _("Only if")}


def _posted_policy(request: DeskRequest) -> Policy | None:
    found = keys(request, "policy")
    return Policy.objects.filter(pk=found[0]).first() if found else None


def _data(policy: Policy) -> dict[str, Any]:
    return policy.draft if policy.draft is not None else published_data(policy)


def _stepped(now: list[int], deed: str) -> list[int]:
    """Return the order that one step of one of them makes."""
    way, _dash, text = deed.partition("-")
    number = int(text) if text.isdecimal() and len(text) < 18 else 0
    if number in now:
        place = now.index(number)
        now.insert(max(0, place + (-1 if way == "up" else 1)), now.pop(place))
    return now
