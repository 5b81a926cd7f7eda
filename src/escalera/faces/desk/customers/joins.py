"""Whether two customers are one person, as it is asked on the ticket and on the customer's page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from escalera.base.people.customers import Card
from escalera.base.people.families import open_joins
from escalera.base.people.models import Agent, Contact, Identity, JoinProposal, JoinReason
from escalera.base.people.policies import why_not_change_customers
from escalera.core.tickets.policies import visible_to
from escalera.faces.desk.customers.presenter import person
from escalera.faces.desk.shared.looks import channel_name, shown_address

MOST = 3
SHOWN = 4  # addresses of each


Joins = Sequence[tuple[JoinProposal, Contact]]


def joins_of(agent: Agent, contact_id: int, base: str, *, may: bool = True) -> dict[str, Any]:
    """Return what is proposed of a customer, with why and what the other one has; `joined`: addresses that a rule gave
    to them and that somebody may say are not theirs. `base`: the page under which both are answered."""
    ways = Identity.objects.filter(contact=contact_id, joined__isnull=False).order_by("-pk")[:MOST]
    return _shown(agent, open_joins(contact_id, MOST), ways, base, may)


def own_joins(agent: Agent, found: Card, known: Joins) -> dict[str, Any]:
    """Return the same for the customer's own page. `known`: what was ever proposed of them."""
    key = found.contact.pk
    ways = [one for one in found.identities if one.joined is not None]
    shown = _shown(agent, open_joins(key, MOST, known), ways, reverse("desk:customer", args=[key]), True)
    return {**shown, "joins_id": "customer-joins", "framed": True}


def _shown(agent: Agent, found: Joins, ways: Iterable[Identity], base: str, may: bool) -> dict[str, Any]:
    may = may and not why_not_change_customers(agent)
    return {
        "may_join": may,
        "joins_url": f"{base}joins/",
        "joins": [{**_join(agent, one, other), "answer_url": f"{base}joins/{one.pk}/"} for one, other in found],
        "joined": [
            {
                "url": f"{base}joined/{one.pk}/", "via": channel_name(one.channel), "address": one.address,
                "why": why_joined(one),
            }
            for one in (ways if may else ())
        ],
    }  # fmt: skip


def why_joined(one: Identity) -> str:
    """Return why a rule gave an address to its contact."""
    joined = one.joined or {}
    if joined.get("why") == "number":
        return _("the same number on %(channel)s") % {"channel": channel_name(str(joined.get("channel", "")))}
    return _("verified with %(address)s") % {"address": str(joined.get("address", ""))[:120]}


def _join(agent: Agent, proposal: JoinProposal, other: Contact) -> dict[str, Any]:
    ways = list(other.identities.order_by("-is_primary", "pk")[:SHOWN])
    tickets = visible_to(agent).filter(requester=other).count()
    return {
        **person(other, ways),
        "why": _why(proposal),
        "ways": [f"{channel_name(one.channel)}: {shown_address(one.channel, one.address)}" for one in ways],
        "tickets": ngettext("%(count)d ticket", "%(count)d tickets", tickets) % {"count": tickets},
    }


def _why(proposal: JoinProposal) -> str:
    given = proposal.evidence
    address = str(given.get("address") or given.get("email") or given.get("phone") or given.get("username") or "")
    words = str(JoinReason(proposal.reason).label) if proposal.reason in JoinReason.values else ""
    return f"{words}: {address}" if address else words
