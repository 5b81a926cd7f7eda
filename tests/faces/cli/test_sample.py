"""The sample company is made of real actions, so everything about it must agree."""

from __future__ import annotations

import pytest
from django.conf import settings

from escalera.base.log.models import Event
from escalera.base.people.models import Agent, JoinProposal, Level, Team
from escalera.core.channels.models import Delivery, InboundItem
from escalera.core.ladder.models import Stay
from escalera.core.procedures.models import Run
from escalera.core.tickets.models import Message, Ticket
from escalera.core.views.models import PlaceCount
from escalera.faces.cli.sample import fill_sample
from escalera.levels.selfservice.models import Conversation


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_the_sample_is_whole(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "SMTP_URL", f"file://{tmp_path}/outbox")
    fill_sample(tickets=40, say=lambda _words: None)
    people = Agent.objects.filter(is_robot=False)
    assert (Level.objects.count(), Team.objects.count(), people.count()) == (4, 6, 13)
    asked = Conversation.objects.filter(ticket__isnull=False).exclude(channel="email").count()
    shown = ["whatsapp"] * 2 + ["telegram", "sms", "voice", "voice", "alerts", "form"]
    assert Ticket.objects.count() == 40 + asked + len(shown)
    assert sorted(Ticket.objects.filter(channel__in=shown).values_list("channel", flat=True)) == sorted(shown)
    assert InboundItem.objects.exclude(outcome__in=["ticket", "message"]).count() == 0
    assert Event.objects.filter(name="ticket.opened").count() == 40 + asked + len(shown)
    for ticket in Ticket.objects.all():
        open_stays = Stay.objects.filter(ticket=ticket, left_at__isnull=True)
        assert [stay.team_id for stay in open_stays] == ([ticket.team_id] if ticket.is_open else [])
    told = Event.objects.exclude(name="triage.read")  # what was read later is told of the moment when it came in
    moments = list(told.order_by("id").values_list("at", flat=True))
    assert moments == sorted(moments)
    counted = PlaceCount.objects.filter(holder_id=0)
    assert sum(row.tickets for row in counted) == Ticket.objects.filter(is_open=True).count()
    said_to_customers = Message.objects.filter(contact=None).exclude(kind="note").count()
    assert Delivery.objects.count() == said_to_customers
    ways_out = Delivery.objects.exclude(kind="email").values_list("kind", "state").order_by("kind").distinct()
    assert list(ways_out) == [(kind, "sent") for kind in ("chat", "sms", "telegram", "whatsapp")]
    assert JoinProposal.objects.filter(state="open").count() == 1
    assert set(Run.objects.values_list("procedure__use", flat=True)) == {"script", "runbook"}
    before = Ticket.objects.count()
    fill_sample(tickets=40, say=lambda _words: None)  # a second start makes nothing twice
    assert Ticket.objects.count() == before
