"""Templates: kept as WhatsApp has them, shown to the composer, filled in and sent."""

from __future__ import annotations

from typing import Any

import pytest

from escalera.base.people.actions import add_agent
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.channels.models import Channel, Delivery, DeliveryState, InboundItem, Template
from escalera.core.channels.outbox import send_messages
from escalera.core.channels.shared.templates import approved, as_extra, filled, find_template
from escalera.core.channels.whatsapp.actions import sync_all, sync_templates
from escalera.core.tickets.actions import Content, reply
from escalera.core.tickets.models import Ticket
from tests.cast import Desk, later
from tests.core.channels.meta_doors import endings, knock, message, whatsapp
from tests.peers.meta_graph import WABA, Graph

BODY: dict[str, Any] = {
    "type": "BODY", "text": "Hello {{1}}, your request {{2}} is solved.", "example": {"body_text": [["Ana", "#12"]]},
}  # fmt: skip
WHOLE: list[dict[str, Any]] = [
    {"type": "HEADER", "format": "TEXT", "text": "News of {{1}}", "example": {"header_text": ["July"]}},
    BODY,
    {"type": "FOOTER", "text": "The desk"},
    {
        "type": "BUTTONS",
        "buttons": [
            {"type": "QUICK_REPLY", "text": "Thanks"},
            {
                "type": "URL",
                "text": "Follow",
                "url": "https://desk.example/{{1}}",
                "example": ["https://desk.example/a"],
            },
            {"type": "COPY_CODE", "example": "SUMMER"},
        ],
    },
]


def listed(
    name: str, components: list[dict[str, Any]], state: str = "APPROVED", language: str = "es"
) -> dict[str, Any]:
    return {
        "id": f"1{len(name)}", "name": name, "language": language, "status": state, "category": "UTILITY",
        "quality_score": {"score": "GREEN"}, "components": components,
    }  # fmt: skip


@pytest.fixture
def synced(channel: Channel, desk: Desk, peer: Graph) -> Channel:
    named: dict[str, Any] = {
        "type": "BODY", "text": "Hi {{first_name}}",
        "example": {"body_text_named_params": [{"param_name": "first_name", "example": "Ana"}]},
    }  # fmt: skip
    peer.templates = [
        listed("solved", [BODY]), listed("whole", WHOLE), listed("new", [BODY], "PENDING"), listed("hi", [named]),
        listed("map", [{"type": "HEADER", "format": "LOCATION"}, {"type": "BODY", "text": "Come"}]),
    ]  # fmt: skip
    assert sync_all(at=later(0)) == 1
    return channel


def test_all_pages_are_read_and_the_approved_ones_shown(synced: Channel, peer: Graph) -> None:
    assert [one.path for one in peer.asked] == [f"{WABA}/message_templates"] * 3
    assert Template.objects.count() == 5
    assert [one.name for one in approved(synced)] == ["hi", "solved", "whole"]
    whole = find_template(synced, "whole", "es")
    assert whole is not None
    assert list(whole.places) == ["header.1", "1", "2", "button.1", "button.2"]
    assert list(whole.examples) == ["July", "Ana", "#12", "https://desk.example/a", "SUMMER"]
    values = {"header.1": "June", "1": "Eva", "2": "#9"}
    assert (
        filled(whole, values)
        == "News of June\n\nHello Eva, your request #9 is solved.\n\nThe desk\n\n[Thanks]\n\n[Follow]"
    )


def test_those_that_are_gone_are_deleted_and_a_list_that_breaks_off_deletes_nothing(
    synced: Channel, peer: Graph, desk: Desk
) -> None:
    peer.templates = peer.templates[:1]
    assert sync_all(at=later(5)) == 1
    assert [one.name for one in approved(synced)] == ["solved"]
    synced.settings = {**synced.settings, "waba_id": "404"}
    synced.save()
    sync_all(at=later(6))
    synced.refresh_from_db()
    assert ([one.name for one in approved(synced)], "templates: " in synced.last_error) == (["solved"], True)


def test_who_may_have_them_read(synced: Channel, desk: Desk, peer: Graph) -> None:
    olga = add_agent(email="olga@desk.example", name="Olga", password=None, role="owner")
    assert sync_templates(channel_id=synced.pk, by=olga, at=later(1)) == 5
    with pytest.raises(NotAllowed):
        sync_templates(channel_id=synced.pk, by=desk.amira, at=later(1))
    synced.settings = {**synced.settings, "waba_id": "404"}
    synced.save()
    with pytest.raises(BadInput, match=r"\(100: Unsupported request: object 404/message_templates does not exist\)"):
        sync_templates(channel_id=synced.pk, by=olga, at=later(1))


def news(field: str, at: int, **value: Any) -> dict[str, Any]:
    told = {"message_template_id": 5, "message_template_name": "solved", "message_template_language": "es", **value}
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": WABA, "time": int(later(at).timestamp()), "changes": [{"field": field, "value": told}]}],
    }


def test_news_end_the_same_in_any_order(synced: Channel) -> None:
    state, quality = "message_template_status_update", "message_template_quality_update"
    things = [
        news(state, 1, event="PAUSED", other_info={"title": "FIRST_PAUSE", "description": "Many blocked it"}),
        news(state, 3, event="APPROVED", reason="NONE"),
        news(state, 4, event="FLAGGED"),
        news(quality, 2, new_quality_score="RED"),
        news(quality, 5, new_quality_score="YELLOW"),
        news("template_category_update", 2, new_category="MARKETING"),
        news("message_template_components_update", 2, message_template_element="Bye {{1}}"),
    ]
    found = []
    for order in (things, things[::-1]):
        sync_all(at=later(0))
        for one in order:
            assert knock(synced, one, at=later(10)) == 200
        kept = Template.objects.get(name="solved")
        found.append((kept.state, kept.reason, kept.quality, kept.category, kept.components))
        reasons = endings()
        Template.objects.all().delete()
        InboundItem.objects.all().delete()
    assert found == [("approved", "", "yellow", "marketing", [{"type": "BODY", "text": "Bye {{1}}"}])] * 2
    assert reasons[-1] == ("ignored", "message_template_status_update: PAUSED")


def use(desk: Desk, channel: Channel, name: str, values: dict[str, str]) -> None:
    template = find_template(channel, name, "es")
    assert template is not None
    content = Content(filled(template, values), extra={"template": as_extra(template, values)})
    reply(ticket_id=Ticket.objects.get().pk, content=content, by=desk.amira, at=later(60 * 30))
    send_messages(now=later(60 * 30), clock=lambda: later(60 * 30))


def test_a_template_goes_when_the_window_is_closed(synced: Channel, desk: Desk, peer: Graph) -> None:
    knock(synced, whatsapp(message()))
    values = {"header.1": "June", "1": "Eva", "2": "#9", "button.1": "t/9", "button.2": "SUN"}
    use(desk, synced, "whole", values)
    assert Delivery.objects.get().state == DeliveryState.SENT
    assert peer.sent()[0]["template"] == {
        "name": "whole",
        "language": {"code": "es"},
        "components": [
            {"type": "header", "parameters": [{"type": "text", "text": "June"}]},
            {"type": "body", "parameters": [{"type": "text", "text": "Eva"}, {"type": "text", "text": "#9"}]},
            {"type": "button", "index": "1", "sub_type": "url", "parameters": [{"type": "text", "text": "t/9"}]},
            {
                "type": "button", "index": "2", "sub_type": "copy_code",
                "parameters": [{"type": "coupon_code", "coupon_code": "SUN"}],
            },
        ],
    }  # fmt: skip


def test_named_places_are_named(synced: Channel, desk: Desk, peer: Graph) -> None:
    knock(synced, whatsapp(message()))
    use(desk, synced, "hi", {"first_name": "Eva"})
    parameter = {"type": "text", "text": "Eva", "parameter_name": "first_name"}
    assert peer.sent()[0]["template"]["components"] == [{"type": "body", "parameters": [parameter]}]


def test_one_that_whatsapp_took_back_fails_in_words(synced: Channel, desk: Desk, peer: Graph) -> None:
    knock(synced, whatsapp(message()))
    peer.templates = []
    use(desk, synced, "solved", {"1": "Eva", "2": "#9"})
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.answer[-8:]) == (DeliveryState.FAILED, "(132001)")
