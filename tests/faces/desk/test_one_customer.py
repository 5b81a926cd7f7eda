"""Where words belong and whose they are, as agents read it and put it right."""

from __future__ import annotations

from typing import Any

from django.test import Client

from escalera.base.people.actions import add_agent, propose_join
from escalera.base.people.actions.joining import give_identity
from escalera.base.people.models import Contact, ContactMerge, JoinProposal, JoinReason
from escalera.core.channels.models import ConversationRule
from escalera.core.tickets.actions import Content, receive_message
from escalera.core.tickets.models import Message
from tests.cast import Desk, later
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import node, texts

HTMX: dict[str, Any] = {"headers": {"hx-request": "true"}}


def hear(desk: Desk, number: int, text: str = "Another thing", **placed: object) -> Message:
    content = Content(text, extra={"rule": str(placed.get("code")), "placed": placed})
    return receive_message(ticket_id=number, contact=desk.farid, content=content, channel="email", at=later(9))


def owner_of(enter: Enter, desk: Desk) -> Client:
    return enter(add_agent(email="olga@desk.example", name="Olga", password=None, role="owner", teams=[desk.front]))


# --- where it belongs -------------------------------------------------------------------------------------------


def test_the_message_says_why_it_stands_here(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    usual = hear(desk, number, code="append", ticket=number, since_s=60)
    rare = hear(desk, number, code="reopen", ticket=number, since_s=3 * 86400, days=7)
    page = enter(desk.amira).get(f"/desk/tickets/{number}/")
    assert texts(page, f"#message-{usual.pk} .foot summary") == ["Why here?"]
    assert texts(page, f"#message-{usual.pk} .foot details > span") == ["Added because the ticket was open."]
    assert texts(page, f"#message-{rare.pk} .foot summary") == [
        "It opened the ticket again, which had ended 3 days before (the rule allows 7 days)."
    ]


def test_what_is_no_decision_of_ours_is_shown_as_nothing(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    odd: list[dict[str, Any]] = [
        {"code": "idle", "ticket": "x", "since_s": -1}, {"code": "<script>"}, {"code": "moved", "by": "<b>", "from": None},
    ]  # fmt: skip
    messages = [hear(desk, number, **one) for one in odd]
    Message.objects.filter(pk=messages[1].pk).update(extra={"rule": "x", "placed": "x"})
    page = enter(desk.amira).get(f"/desk/tickets/{number}/")
    assert [texts(page, f"#message-{one.pk} .foot summary") for one in messages] == [
        ["A new ticket, because nobody had spoken on #0 for < 1 min (the rule says 0 h)."],
        [],
        ["<b> brought it here from #0."],
    ]


def test_one_click_makes_it_a_new_ticket_and_one_puts_it_back(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    message = hear(desk, number, code="append")
    browser, here = enter(desk.amira), f"/desk/tickets/{number}/messages/{message.pk}/place/"
    assert texts(browser.get(here, **HTMX), "button") == ["Make it a new ticket"]
    answer = browser.post(here, {"to": "new"})
    message.refresh_from_db()
    assert answer.headers["location"] == f"/desk/tickets/{message.ticket_id}/#message-{message.pk}"
    there = f"/desk/tickets/{message.ticket_id}/messages/{message.pk}/place/"
    assert texts(browser.get(there, **HTMX), "button") == [f"Put it back on #{number} No internet"]
    answer = browser.post(there, {"to": str(number)}, **HTMX)
    message.refresh_from_db()
    assert (answer.status_code, message.ticket_id) == (204, number)
    assert f"/desk/tickets/{number}/" in answer.headers["hx-location"]


def test_it_belongs_to_another_ticket(desk: Desk, enter: Enter) -> None:
    other, number = desk.open("Router").ticket_id, desk.open().ticket_id
    message = hear(desk, number, code="append")
    browser, here = enter(desk.amira), f"/desk/tickets/{number}/messages/{message.pk}/place/"
    assert texts(browser.get(here, **HTMX), "button") == ["Make it a new ticket", f"It belongs to #{other} Router"]
    panel = browser.get(f"{here}?any=1", **HTMX)
    assert texts(panel, "h2") == ["Where does it belong?"]
    assert texts(browser.get(here), "#panel h2") == ["Where does it belong?"]  # without a script
    refused = browser.post(here, {"to": "#9999999"})
    assert (refused.status_code, texts(refused, "main [role=alert]")) == (
        422,
        ["There is no ticket #9999999 that you can see."],
    )
    browser.post(here, {"to": f"#{other}"})
    message.refresh_from_db()
    assert message.ticket_id == other


def test_who_does_not_see_the_ticket_can_t_place_its_words(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    message = hear(desk, number, code="append")
    here = f"/desk/tickets/{number}/messages/{message.pk}/place/"
    assert [enter(desk.omar).get(here).status_code, enter(desk.omar).post(here, {"to": "new"}).status_code] == [
        404,
        404,
    ]
    other = desk.open().ticket_id
    assert enter(desk.amira).get(f"/desk/tickets/{other}/messages/{message.pk}/place/").status_code == 404


# --- whose they are ---------------------------------------------------------------------------------------------


def propose(desk: Desk) -> JoinProposal:
    made = propose_join(
        one=desk.farid,
        other=desk.eve,
        reason=JoinReason.TYPED,
        evidence={"address": "eve@elsewhere.example"},
        at=later(1),
    )
    assert made is not None
    return made


def test_the_ticket_asks_whether_it_is_the_same_person(desk: Desk, enter: Enter) -> None:
    number, made = desk.open().ticket_id, propose(desk)
    browser = enter(desk.amira)
    assert node(browser.get(f"/desk/tickets/{number}/"), f"#joins-{number}").attributes["hx-get"] == (
        f"/desk/tickets/{number}/joins/"
    )
    part = browser.get(f"/desk/tickets/{number}/joins/", **HTMX)
    assert texts(part, ".suggest b, .suggest button") == ["Eve", "Join them", "Not the same"]
    assert texts(part, ".suggest small") == [
        "One typed an address of the other: eve@elsewhere.example", "mail: eve@elsewhere.example", "0 tickets",
    ]  # fmt: skip
    browser.post(f"/desk/tickets/{number}/joins/{made.pk}/", **HTMX)
    merge = ContactMerge.objects.get()
    assert (merge.survivor, merge.absorbed) == (desk.farid, desk.eve)
    assert texts(browser.get(f"/desk/tickets/{number}/joins/", **HTMX), ".suggest") == []


def test_no_is_said_once_and_on_the_customer_s_page_too(desk: Desk, enter: Enter) -> None:
    made = propose(desk)
    browser, here = enter(desk.amira), f"/desk/customers/{desk.eve.pk}/"
    page = browser.get(here)
    assert node(page, "#customer-joins").attributes["hx-get"] == f"{here}joins/"
    assert texts(page, "#customer-joins .suggest b") == ["Farid Haddad"]
    assert texts(browser.get(f"{here}joins/"), ".suggest b") == ["Farid Haddad"]
    assert browser.post(f"{here}joins/{made.pk}/", {"no": "1"}).status_code == 302
    assert texts(browser.get(f"{here}joins/"), ".suggest") == []
    made.refresh_from_db()
    assert (made.state, made.by, Contact.objects.get(pk=desk.eve.pk).merged_into) == ("refused", desk.amira, None)


def test_nobody_answers_for_others_or_without_the_right(desk: Desk, enter: Enter) -> None:
    made = propose(desk)
    third = Contact.objects.create(name="Third", created_at=later(0))
    browser = enter(desk.amira)
    assert browser.post(f"/desk/customers/{third.pk}/joins/{made.pk}/").status_code == 404
    desk.amira.role.permissions = ["work"]
    desk.amira.role.save()
    here = f"/desk/customers/{desk.farid.pk}/joins/"
    assert texts(browser.get(here), "button") == []
    assert browser.post(f"{here}{made.pk}/").status_code == 403


def test_an_address_that_a_rule_gave_can_be_said_not_to_be_theirs(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    why = {"why": "number", "channel": "phone", "address": "+573001234567", "at": ""}
    identity = give_identity(desk.farid, "whatsapp", "+573001234567", why, later(1))
    assert identity is not None
    browser = enter(desk.amira)
    part = browser.get(f"/desk/tickets/{number}/joins/", **HTMX)
    assert texts(part, "[data-card=joined] .row span") == ["WhatsApp +573001234567 the same number on telephone"]
    browser.post(f"/desk/tickets/{number}/joined/{identity.pk}/")
    identity.refresh_from_db()
    assert (identity.contact != desk.farid, identity.contact.name) == (True, "Farid Haddad")
    assert browser.post(f"/desk/tickets/{number}/joined/{identity.pk}/").status_code == 404


# --- the rule ---------------------------------------------------------------------------------------------------

RULE = {"segment": "", "kind": "email", "when_open": "append", "idle_hours": "48", "waits_append": "on",
        "when_ended": "reopen", "reopen_days": "30"}  # fmt: skip


def test_a_rule_is_written_tried_changed_and_removed(desk: Desk, enter: Enter) -> None:
    browser, here = owner_of(enter, desk), "/desk/settings/conversations/"
    assert browser.post(f"{here}new/", RULE).status_code == 302
    rule = ConversationRule.objects.get()
    page = browser.get(f"{here}?kind=email")
    assert texts(page, "main ul.lines a b") == ["All other customers · mail"]
    assert texts(page, "main ul.lines a small") == [
        "Open: goes on in it, until nobody has spoken for 48 h. Ended: opens again within 30 days, then a new ticket."
    ]
    assert "This rule counts: All other customers · mail" in texts(page, "main .box p")
    tried = browser.post(f"{here}tried/", {**RULE, "idle_hours": ""}, **HTMX)
    assert texts(tried, "li .chip") == [
        "Added to it", "Added to it", "Added to it", "Added to it", "Added to it", "Added to it, and it opens again",
        "Added to it, and it opens again", "Added to it, and it opens again", "A new ticket, linked with it",
    ]  # fmt: skip
    assert browser.post(f"{here}{rule.pk}/", {**RULE, "reopen_days": ""}).status_code == 302
    rule.refresh_from_db()
    assert (rule.reopen_days, rule.idle_hours) == (None, 48)
    again = browser.post(f"{here}new/", RULE)
    assert (again.status_code, texts(again, "main [role=alert]")) == (
        422,
        ["There is a rule for these already: change that one."],
    )
    assert browser.get(f"{here}{rule.pk}/removal/").status_code == 200
    browser.post(f"{here}{rule.pk}/removal/")
    assert ConversationRule.objects.count() == 0


def test_a_broken_rule_keeps_what_was_typed(desk: Desk, enter: Enter) -> None:
    browser = owner_of(enter, desk)
    answer = browser.post("/desk/settings/conversations/new/", {**RULE, "idle_hours": "soon"})
    assert (answer.status_code, texts(answer, "main [role=alert]")) == (
        422,
        ["Quiet hours: type a whole number."],
    )
    assert node(answer, "[name=idle_hours]").attributes["value"] == "soon"
    assert texts(browser.post("/desk/settings/conversations/tried/", {**RULE, "idle_hours": "soon"}), "p") == [
        "Quiet hours: type a whole number."
    ]
    assert ConversationRule.objects.count() == 0


def test_rules_are_for_who_keeps_the_settings(desk: Desk, enter: Enter) -> None:
    browser, here = enter(desk.amira), "/desk/settings/conversations/"
    assert [browser.get(here).status_code, browser.post(f"{here}new/", RULE).status_code] == [403, 403]
    assert browser.post(f"{here}tried/", RULE).status_code == 403
