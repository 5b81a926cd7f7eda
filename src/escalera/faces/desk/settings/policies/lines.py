"""The list of policies, and a policy's versions, as lines that stand ready."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from escalera.base.refusals import BadInput
from escalera.core.clocks.choices import PolicyKind
from escalera.core.clocks.models import Policy, PolicyVersion
from escalera.core.conditions.reading import read
from escalera.core.conditions.wording import words
from escalera.faces.desk.settings.policies import presenter
from escalera.faces.desk.shared.moments import Moments

MOST, MOST_VERSIONS = 500, 100


def present_policies() -> Sequence[Policy]:
    """Return the policies that are not archived, in their order."""
    return list(Policy.objects.filter(archived_at=None).order_by("kind", "order", "pk")[:MOST])


def published_data(policy: Policy) -> dict[str, Any]:
    """Return what a policy says now; {} before its first version."""
    found = PolicyVersion.objects.filter(policy=policy, number=policy.version).first()
    return found.data if found else {}


def groups_of_policies() -> list[dict[str, Any]]:
    """Return the kinds with their policies, each with its condition and targets in words; two queries."""
    policies = list(Policy.objects.order_by("kind", "order", "pk")[:MOST])
    present = {(one.pk, one.version) for one in policies}
    versions = PolicyVersion.objects.filter(policy__in=[one.pk for one in policies]).order_by("policy", "-number")
    data = {one.policy_id: one.data for one in versions if (one.policy_id, one.number) in present}
    groups = []
    for kind, label in PolicyKind.choices:
        own = [one for one in policies if one.kind == kind]
        lines = [_line(one, data.get(one.pk)) for one in own if one.archived_at is None]
        gone = [_line(one, data.get(one.pk)) for one in own if one.archived_at is not None]
        groups.append(
            {"key": kind, "label": label, "about": presenter.ABOUT_KIND[kind], "lines": lines, "archived": gone}
        )
    return groups


def versions_of(policy: Policy) -> list[dict[str, Any]]:
    """Return the newest versions first, each with what it changed in words."""
    moments = Moments(timezone.now())
    found = list(
        PolicyVersion.objects.filter(policy=policy).select_related("by").order_by("-number")[: MOST_VERSIONS + 1]
    )
    older: list[PolicyVersion | None] = [*found[1:], None]
    return [
        {
            "number": one.number,
            "who": one.by.name if one.by else _("The desk itself"),
            "when": moments.clock(one.at),
            "full": moments.full(one.at),
            "changes": presenter.changes(before.data if before else None, one.data),
            "moves_running": one.moves_running,
            "is_current": one.number == policy.version,
        }
        for one, before in zip(found[:MOST_VERSIONS], older, strict=False)
    ]


def _line(policy: Policy, data: dict[str, Any] | None) -> dict[str, Any]:
    shown = data or policy.draft or {}
    return {
        "id": policy.pk,
        "name": policy.name,
        "condition": _condition(shown),
        "targets": presenter.short(shown) if shown else "",
        "version": policy.version,
        "has_draft": policy.draft is not None,
        "is_active": policy.is_active,
    }


def _condition(data: dict[str, Any]) -> str:
    when = data.get("when")
    if not when or when == {"all": []}:
        return _("every ticket")
    try:
        return words(read(when))
    except BadInput as refusal:
        return str(refusal)
