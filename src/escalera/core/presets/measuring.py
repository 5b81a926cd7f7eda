"""What a workflow's draft would have meant for clocks: which tickets were measured by a policy that it leaves out."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from escalera.core.clocks.models import Clock
from escalera.core.tickets.models import Ticket
from escalera.core.workflows.flow import Flow
from escalera.core.workflows.preview import register_measure

STEP = 500  # keys in one statement


def other_policies(tickets: Sequence[Ticket], now: Flow, draft: Flow) -> tuple[str, dict[int, str]]:
    """Return by ticket the name of a policy that measured it and would not have."""
    heading = _("Their clocks come from a policy that the draft leaves out")
    if not draft.policies:
        return heading, {}
    found: dict[int, str] = {}
    numbers = [one.pk for one in tickets]
    for start in range(0, len(numbers), STEP):
        clocks = Clock.objects.filter(ticket__in=numbers[start : start + STEP], policy_version__isnull=False)
        rows = clocks.exclude(policy_version__policy__in=draft.policies).order_by("pk")
        for ticket, policy, name in rows.values_list(
            "ticket_id", "policy_version__policy", "policy_version__policy__name"
        ):
            if now.allows_policy(policy):
                found.setdefault(ticket, name)
    return heading, found


register_measure(other_policies)
