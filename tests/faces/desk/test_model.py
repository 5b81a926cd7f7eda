"""The language model on the desk: nothing of it is seen until it is set up; what it writes is a draft."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from escalera.base.people.actions import add_agent
from escalera.base.people.models import Agent
from escalera.core.knowledge.actions import save_topic
from escalera.core.knowledge.models import Article
from escalera.core.ladder.models import Escalation
from escalera.core.llm.actions import Wanted, save_endpoint
from escalera.core.llm.models import MILLION, Call, Endpoint
from escalera.core.llm.queries import look_again
from escalera.core.tickets.models import Message, Ticket
from escalera.core.writing.actions import leave_due
from escalera.core.writing.models import Draft, HeldReply
from tests.cast import NOON, Desk
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import node, texts, tree
from tests.faces.portal.conftest import published
from tests.peers.model_server import ModelServer, say, trouble

pytestmark = pytest.mark.django_db
PAGE = "/desk/settings/model/"


@pytest.fixture
def olga(desk: Desk) -> Agent:
    return add_agent(email="olga@desk.example", name="Olga", password=None, role="owner")


@pytest.fixture
def server() -> Iterator[ModelServer]:
    server = ModelServer().start()
    yield server
    server.stop()


@pytest.fixture
def on(olga: Agent, server: ModelServer) -> ModelServer:
    """Set the model up for everything."""
    wanted = Wanted(url=server.url, model="tiny", purposes=["reply", "summary", "translation"])
    save_endpoint(wanted=wanted, by=olga, at=NOON)
    look_again()
    return server


def form(server: ModelServer, **change: object) -> dict[str, Any]:
    return {
        "url": server.url, "model": "tiny", "purposes": ["reply", "summary"], "price_in": "0.15", "price_out": "0,60",
        "cap_money": "20", "cap_tokens": "1000000", "timeout_s": "10", "at_once": "2", "keep_days": "30", **change,
    }  # fmt: skip


def refused(answer: Any) -> list[str]:
    return texts(answer, "main [role=alert]")


def test_only_who_may_change_the_company_comes_in(desk: Desk, olga: Agent, enter: Enter) -> None:
    for path in ("", "calls/"):
        assert [enter(one).get(PAGE + path).status_code for one in (desk.amira, olga)] == [403, 200]
    for path in ("", "consent/", "consent/end/", "switch/", "trial/"):
        assert enter(desk.amira).post(PAGE + path, {"on": "1"}).status_code == 403, path


def test_the_settings_are_saved_and_the_key_is_never_shown(olga: Agent, enter: Enter, server: ModelServer) -> None:
    browser = enter(olga)
    assert browser.post(PAGE, form(server, key="sk-secret")).status_code == 302
    endpoint = Endpoint.objects.get()
    assert (endpoint.url, endpoint.model, endpoint.purposes) == (server.url, "tiny", ["summary", "reply"])
    assert (endpoint.price_in, endpoint.price_out, endpoint.cap_money) == (150_000, 600_000, 20 * MILLION)
    page = browser.get(PAGE)
    assert "sk-secret" not in page.text
    browser.post(PAGE, form(server))
    assert Endpoint.objects.get().secret == endpoint.secret
    browser.post(PAGE, form(server, no_key="on"))
    assert Endpoint.objects.get().secret == ""


WRONG = {
    "no scheme": ({"url": "model.example/v1"}, "Write the endpoint's address up to /v1, such as http://127.0.0.1:11434/v1."),
    "a file": ({"url": "file:///etc/passwd"}, "Write the endpoint's address up to /v1, such as http://127.0.0.1:11434/v1."),
    "a password in it": (
        {"url": "https://a:b@model.example/v1"}, "Write the endpoint's address up to /v1, such as http://127.0.0.1:11434/v1.",
    ),
    "no model": ({"model": " "}, "Say which model it is, as the endpoint calls it."),
    "money in words": ({"cap_money": "much"}, "Money a month: type an amount of money."),
    "less than nothing": ({"price_in": "-1"}, "Price: type an amount of money."),
    "no time": ({"timeout_s": "1"}, "A number is out of its bounds: from 2 to 120."),
    "no number": ({"at_once": "x"}, "Calls at once: type a whole number."),
}  # fmt: skip


@pytest.mark.parametrize(("change", "words"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(
    change: dict[str, str], words: str, olga: Agent, enter: Enter, server: ModelServer
) -> None:
    answer = enter(olga).post(PAGE, form(server, **change))
    assert (answer.status_code, refused(answer)) == (422, [words])
    name, value = next(iter(change.items()))
    assert node(answer, f"[name={name}]").attributes["value"] == value.strip()
    assert not Endpoint.objects.exists()


def test_a_consent_names_the_host_that_was_seen(olga: Agent, enter: Enter, server: ModelServer) -> None:
    browser = enter(olga)
    browser.post(PAGE, form(server, url="https://model.example/v1"))
    seen = {"host": "model.example:443", "model": "tiny", "purposes": ["reply"]}
    assert refused(browser.post(f"{PAGE}consent/", seen)) == ["Tick that you agree."]
    other = {**seen, "sure": "on", "host": "evil.example:443"}
    assert refused(browser.post(f"{PAGE}consent/", other)) == [
        "Host or model are others than those that you saw. Look again."
    ]
    assert refused(browser.post(f"{PAGE}consent/", {**seen, "sure": "on", "purposes": []})) == [
        "Tick at least one purpose."
    ]
    browser.post(f"{PAGE}consent/", {**seen, "sure": "on"})
    endpoint = Endpoint.objects.get()
    assert (endpoint.consent_host, endpoint.consent_by, endpoint.consent_purposes) == (
        "model.example:443",
        "Olga",
        ["reply"],
    )
    browser.post(f"{PAGE}consent/end/")
    assert Endpoint.objects.get().consent_at is None


def test_the_connection_is_tried_until_a_form_works(olga: Agent, enter: Enter, on: ModelServer) -> None:
    def old_fashioned(turn: Any) -> None:
        turn.send(b"{}", 400) if "response_format" in turn.body else turn.say({"ok": True})

    on.plays = [old_fashioned]
    enter(olga).post(f"{PAGE}trial/")
    endpoint = Endpoint.objects.get()
    assert (endpoint.tried, endpoint.asks, endpoint.new_limit) == ("", "words", False)
    on.plays = [trouble("key")]
    enter(olga).post(f"{PAGE}trial/")
    assert Endpoint.objects.get().tried == "The endpoint does not accept the key."


def test_without_a_model_no_button_is_there(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    browser = enter(desk.amira)
    assert texts(browser.get(f"/desk/tickets/{number}/"), "[formaction$='model/']") == []
    assert texts(browser.get(f"/desk/tickets/{number}/escalations/"), "[formaction$='summary/']") == []


def test_a_reply_is_drafted_read_changed_and_sent(desk: Desk, enter: Enter, on: ModelServer) -> None:
    number = desk.open().ticket_id
    browser = enter(desk.amira)
    buttons = texts(browser.get(f"/desk/tickets/{number}/"), "[formaction$='model/']")
    assert buttons[0] == "Draft a reply"
    words = "Hello [NAME_1], please tell us whether the light is still red after a restart."
    on.plays = [say({"text": words + " You get 50 € back."})]
    answer = browser.post(
        f"/desk/tickets/{number}/model/", {"what": "reply", "text": ""}, headers={"hx-request": "true"}
    )
    draft = Draft.objects.get()
    assert draft.text == "Hello Farid Haddad, please tell us whether the light is still red after a restart."
    assert texts(answer, ".notice.for-reply") == [
        "✦ The language model wrote this: read it before you send it. "
        "1 sentence was left out: it said something that stands nowhere."
    ]
    again = browser.get(f"/desk/tickets/{number}/")
    marks = [str(node(one, "[name=drafted]").attributes["value"]) for one in (answer, again)]
    assert marks == [str(Call.objects.get().pk)] * 2
    browser.post(
        f"/desk/tickets/{number}/messages/",
        {
            "kind": "reply",
            "text": draft.text + " Thanks.",
            "key": "0" * 32,
            "drafted": marks[0],
        },
        headers={"hx-request": "true"},
    )
    assert HeldReply.objects.get().text == draft.text + " Thanks."
    assert Call.objects.get().fate == "edited"
    assert Message.objects.filter(ticket=number).count() == 1
    leave_due(at=timezone.now() + timedelta(minutes=1))
    assert Message.objects.latest("pk").extra == {"call": Call.objects.get().pk}
    assert texts(browser.get(f"/desk/tickets/{number}/"), ".message[data-side=agent] header .chip") == [
        "✦ With the language model"
    ]


def test_words_of_ones_own_are_not_the_model_s(desk: Desk, enter: Enter, on: ModelServer) -> None:
    number = desk.open().ticket_id
    browser = enter(desk.amira)
    on.plays = [say({"text": "Please tell us whether the light is still red after a restart."})]
    browser.post(f"/desk/tickets/{number}/model/", {"what": "reply", "text": ""}, headers={"hx-request": "true"})
    mine = {
        "kind": "reply",
        "text": "A technician comes on Tuesday.",
        "key": "0" * 32,
        "drafted": Call.objects.get().pk,
    }
    browser.post(f"/desk/tickets/{number}/messages/", mine, headers={"hx-request": "true"})
    assert (HeldReply.objects.get().call_id, Call.objects.get().fate) == (None, "dropped")


def test_a_reply_that_comes_back_is_still_the_model_s(desk: Desk, enter: Enter, on: ModelServer) -> None:
    number = desk.open().ticket_id
    browser = enter(desk.amira)
    words = "Please tell us whether the light is still red after a restart."
    on.plays = [say({"text": words})]
    browser.post(f"/desk/tickets/{number}/model/", {"what": "reply", "text": ""}, headers={"hx-request": "true"})
    call = Call.objects.get().pk
    sent = {"kind": "reply", "text": words, "key": "0" * 32, "drafted": call}
    browser.post(f"/desk/tickets/{number}/messages/", sent, headers={"hx-request": "true"})
    browser.post(f"/desk/tickets/{number}/held/{HeldReply.objects.get().pk}/undo/", headers={"hx-request": "true"})
    assert (Draft.objects.get().call_id, Call.objects.get().fate) == (call, "used")


def test_a_reply_is_drafted_from_what_the_customer_may_read(desk: Desk, enter: Enter, on: ModelServer) -> None:
    body = "If the light of the box is red and there is no internet, hold its button for 30 seconds."
    published(desk, "No internet and a red light", body)
    published(desk, "No internet, a red light: for staff", body.replace("30", "90"), audience="internal")
    number = desk.open(text="There is no internet, the light of the box is red.").ticket_id
    on.plays = [say({"text": "Please hold the button of the box for 30 seconds. Or hold it for 90 seconds."})]
    answer = enter(desk.amira).post(
        f"/desk/tickets/{number}/model/", {"what": "reply", "text": ""}, headers={"hx-request": "true"}
    )
    assert texts(answer, ".notice.for-reply a") == ["No internet and a red light"]
    assert texts(answer, "textarea") == ["Please hold the button of the box for 30 seconds."]
    assert "for staff" not in on.raw[0].decode()


def test_what_a_customer_said_is_translated_under_their_words(desk: Desk, enter: Enter, on: ModelServer) -> None:
    said = desk.open(text="La luz roja de la caja sigue encendida desde esta mañana.")
    url = f"/desk/tickets/{said.ticket_id}/"
    browser = enter(desk.amira)
    action = f"{url}messages/{said.pk}/translation/"
    assert texts(browser.get(url), f"form[action='{action}'] button") == ["✦ Translate"]
    on.plays = [say({"text": "The red light of the box is still on since this morning."})]
    answer = browser.post(action, headers={"hx-request": "true"})
    assert texts(answer, ".message .folded .body") == ["The red light of the box is still on since this morning."]
    fresh = browser.get(url)
    assert texts(fresh, ".message .folded .body") == texts(browser.get(f"{url}parts/"), ".message .folded .body")
    assert texts(fresh, f"form[action='{action}']") == []
    assert texts(enter(desk.sara).get(url), ".message .folded summary") == ["✦ Translated by the language model"]
    other = desk.open()
    away = browser.post(f"{url}messages/{other.pk}/translation/", headers={"hx-request": "true"})
    assert away.status_code == 404
    assert len(on.turns) == 1


def test_in_the_reader_s_own_language_nothing_is_offered(desk: Desk, enter: Enter, on: ModelServer) -> None:
    said = desk.open()
    Ticket.objects.update(language="en")
    page = enter(desk.amira).get(f"/desk/tickets/{said.ticket_id}/")
    assert texts(page, "form[action$='translation/']") == []


def test_a_hand_over_says_that_the_model_began_it(desk: Desk, enter: Enter, on: ModelServer) -> None:
    number = desk.open().ticket_id
    browser = enter(desk.amira)
    url = f"/desk/tickets/{number}/escalations/"
    on.plays = [say({"summary": "No internet, red light.", "symptom": "", "tried": "", "question": "Why red?"})]
    panel = browser.post(f"{url}form/summary/", {"team": desk.networks.pk})
    call = str(node(panel, "#panel [name=drafted]").attributes["value"])
    given = {"team": desk.networks.pk, "summary": "No internet, red light.", "question": "Why red?", "drafted": call}
    browser.post(url, given, headers={"hx-request": "true"})
    assert Escalation.objects.get().handover["drafted_by"] == "model"
    assert Call.objects.get().fate == "used"
    lines = texts(browser.get(f"/desk/tickets/{number}/"), ".event dl dt")
    assert lines[-1] == "Drafted by"


def test_what_was_typed_is_put_into_another_language(desk: Desk, enter: Enter, on: ModelServer) -> None:
    number = desk.open().ticket_id
    on.plays = [say({"text": "Reinicie el equipo y espere 2 minutos, por favor."})]
    typed = {"what": "to-es", "text": "Restart the box and wait 2 minutes, please.", "kind": "reply"}
    enter(desk.amira).post(f"/desk/tickets/{number}/model/", typed, headers={"hx-request": "true"})
    assert Draft.objects.get().text == "Reinicie el equipo y espere 2 minutos, por favor."


def test_a_refusal_leaves_what_was_typed(desk: Desk, enter: Enter, on: ModelServer) -> None:
    number = desk.open().ticket_id
    on.plays = [trouble("status_500")]
    typed = {"what": "to-es", "text": "Restart the box.", "kind": "reply"}
    answer = enter(desk.amira).post(f"/desk/tickets/{number}/model/", typed, headers={"hx-request": "true"})
    assert answer.status_code == 409
    assert texts(answer, "[role=alert]") == ["The endpoint answered with an error."]
    assert texts(answer, "textarea") == ["Restart the box."]


def test_a_hand_over_is_summed_up_and_what_was_typed_stays(desk: Desk, enter: Enter, on: ModelServer) -> None:
    number = desk.open().ticket_id
    browser = enter(desk.amira)
    url = f"/desk/tickets/{number}/escalations/"
    assert texts(browser.get(url), "[formaction$='summary/']") == ["✦ Sum the ticket up"]
    fields = {
        "summary": "No internet since the light is red.",
        "symptom": "",
        "tried": "Nothing yet.",
        "question": "Why red?",
    }
    on.plays = [say(fields)]
    answer = browser.post(f"{url}form/summary/", {"question": "My own question", "team": desk.networks.pk})
    values = {one.attributes["name"]: one.text().strip() for one in tree(answer).css("#panel textarea")}
    assert {key: values[key] for key in ("summary", "tried", "question")} == {
        "summary": "No internet since the light is red.",
        "tried": "Nothing yet.",
        "question": "My own question",
    }


def test_nobody_else_s_ticket_is_drafted_or_summed_up(desk: Desk, enter: Enter, on: ModelServer) -> None:
    number = desk.open().ticket_id
    omar: Client = enter(desk.omar)
    assert omar.post(f"/desk/tickets/{number}/model/", {"what": "reply"}).status_code == 404
    assert omar.post(f"/desk/tickets/{number}/escalations/form/summary/").status_code == 404
    assert on.turns == []


def test_calls_are_listed_with_their_words(desk: Desk, olga: Agent, enter: Enter, on: ModelServer) -> None:
    number = desk.open().ticket_id
    on.plays = [say({"text": "Please restart the box, and tell us whether the light is red."})]
    enter(desk.amira).post(f"/desk/tickets/{number}/model/", {"what": "reply"}, headers={"hx-request": "true"})
    browser = enter(olga)
    assert texts(browser.get(f"{PAGE}calls/"), "main .lines b") == ["Drafts of replies"]
    words = texts(browser.get(f"{PAGE}calls/{Call.objects.get().pk}/"), "main .body")
    assert len(words) == 3
    assert "Farid" not in "".join(words)
    assert browser.get(f"{PAGE}calls/999999/").status_code == 404


def test_an_article_is_drafted_from_its_ticket(desk: Desk, olga: Agent, enter: Enter, on: ModelServer) -> None:
    number = desk.open().ticket_id
    browser = enter(olga)
    url = f"/desk/articles/new/?ticket={number}"
    assert texts(browser.get(url), "button[name=by_model]") == []
    save_endpoint(wanted=Wanted(url=on.url, model="tiny", purposes=["article"]), by=olga, at=NOON)
    look_again()
    assert texts(browser.get(url), "button[name=by_model]") == ["✦ Let the language model draft it"]
    on.plays = [say({"title": "The light is red", "body": "Restart the box.\n\nCall +34 912 345 678 for [NAME_1]."})]
    answer = browser.post(url, {"ticket": str(number), "language": "en", "by_model": "1"})
    assert node(answer, "[name=title]").attributes["value"] == "The light is red"
    assert texts(answer, "textarea[name=body]") == ["Restart the box."]
    call = str(node(answer, "[name=drafted]").attributes["value"])
    shelf = save_topic(name="Network", icon="web", order=0, is_public=True, by=olga, at=NOON)
    words = {"title": "The light is red", "body": "Restart the box. Wait.", "audience": "public", "language": "en"}
    browser.post(url, {**words, "ticket": str(number), "drafted": call, "topic": shelf.pk})
    assert Article.objects.get().title == "The light is red"
    assert Call.objects.get().fate == "edited"
