"""Personal data of a segment that asks for it is covered in what was edited and filled in, and not kept raw."""

from __future__ import annotations

import pytest

from escalera.base.people.actions import add_agent, meet
from escalera.base.people.actions.segments import save_segment
from escalera.core.channels import gate
from escalera.core.channels.models import Channel, InboundItem, Mark
from escalera.core.tickets.models import Message
from escalera.core.workflows import actions
from tests.cast import NOON, Desk
from tests.core.channels.meta_doors import knock, message, whatsapp

CARD, SHOWN = "4111 1111 1111 1111", "•••• 1111"


@pytest.fixture(autouse=True)
def bank(desk: Desk) -> None:
    """The customer is of a segment whose cards are covered."""
    owner = add_agent(email="olga@desk.example", name="Olga", password=None, role="owner")
    found = save_segment(name="Bank", may_ask_higher=False, by=owner, at=NOON)
    actions.save_draft(segment_id=found.pk, data={"covers": ["card"]}, by=owner, at=NOON)
    actions.publish(segment_id=found.pk, by=owner, at=NOON)
    person = meet(channel="phone", address="+972987654321", name="Ana", at=NOON)
    person.segment = found
    person.save()


EDIT = message(
    "edit", name="wamid.e", timestamp=str(int(NOON.timestamp()) + 5),
    edit={"original_message_id": "wamid.1", "message": {"type": "text", "text": {"body": f"It is {CARD}"}}},
)  # fmt: skip


def raws() -> list[bytes]:
    found = []
    for item in InboundItem.objects.order_by("pk"):
        try:
            found.append(gate.original(item))
        except FileNotFoundError:
            found.append(b"")
    return found


def test_an_edit_is_kept_without_its_card(channel: Channel) -> None:
    knock(channel, whatsapp(message()))
    knock(channel, whatsapp(EDIT))
    one = Message.objects.get()
    assert (one.text, (one.extra or {})["covered"]) == (f"It is {SHOWN}", ["card"])
    assert [CARD.encode() in raw for raw in raws()] == [False, False]


def test_an_edit_that_came_first_too(channel: Channel) -> None:
    knock(channel, whatsapp(EDIT))
    knock(channel, whatsapp(message()))
    assert (Message.objects.get().text, Mark.objects.get().early) == (f"It is {SHOWN}", {})


def test_a_form_is_kept_without_its_card(channel: Channel) -> None:
    reply = {"type": "nfm_reply", "nfm_reply": {"response_json": f'{{"card": "{CARD}"}}'}}
    knock(channel, whatsapp(message("interactive", interactive=reply)))
    one = Message.objects.get()
    assert (one.text, (one.extra or {})["form"]) == (f"card: {SHOWN}", [["card", SHOWN]])
    assert CARD.encode() not in raws()[0]
