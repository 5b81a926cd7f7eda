"""Writing, as a browser does it: what is sent waits, comes back, warns, and is never lost or said twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from escalera.core.tickets.actions import Content, receive_message
from escalera.core.tickets.models import Attachment, Message, Ticket
from escalera.core.writing.actions import leave_due
from escalera.core.writing.models import Draft, HeldReply, Upload
from escalera.levels.frontline.actions import NewMacro, add_macro
from escalera.levels.frontline.models import Macro
from tests.cast import Desk
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import node, texts, tree

KEY = "0123456789abcdef" * 2


def soon() -> datetime:
    return timezone.now() + timedelta(seconds=16)


def send(browser: Client, number: int, **change: Any) -> Any:
    more = change.pop("more", {})
    return browser.post(
        f"/desk/tickets/{number}/messages/", {"kind": "reply", "text": "Hello", "key": KEY, **change}, **more
    )


@pytest.mark.parametrize(("then", "status"), [("", "open"), ("wait", "waiting_customer"), ("resolve", "resolved")])
def test_a_reply_leaves_after_its_moment_of_undo_as_asked(desk: Desk, enter: Enter, then: str, status: str) -> None:
    number = desk.open(channel="phone").ticket_id
    browser = enter(desk.amira)
    assert send(browser, number, text="Hello\r\nFarid", then=then).status_code == 302
    page = browser.get(f"/desk/tickets/{number}/")
    assert (texts(page, "#held .body"), Message.objects.count()) == (["Hello Farid"], 1)
    leave_due(at=soon())
    message = Message.objects.latest("pk")
    assert (message.kind, message.channel, message.text) == ("message", "email", "Hello\nFarid")
    assert (message.delivery.to, Ticket.objects.get().status) == (["farid@customer.example"], status)


def test_the_same_form_sent_twice_writes_once(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    browser = enter(desk.amira)
    for _click in range(2):
        send(browser, number, kind="note", text="Once")
        send(browser, number, text="Only once", key=KEY[::-1])
    leave_due(at=soon())
    assert list(Message.objects.order_by("pk").values_list("text", flat=True)[1:]) == ["Once", "Only once"]


def test_undo_gives_words_and_files_back_with_what_was_typed_since(
    desk: Desk, enter: Enter, htmx: dict[str, Any]
) -> None:
    number = desk.open().ticket_id
    browser = enter(desk.amira)
    send(browser, number, attached=SimpleUploadedFile("a.txt", b"one", "text/plain"))
    held = HeldReply.objects.get()
    back = browser.post(f"/desk/tickets/{number}/held/{held.pk}/undo/", {"kind": "reply", "text": "More"}, **htmx)
    assert node(back, "textarea[name=text]").text() == "Hello\n\nMore"
    assert (texts(back, ".picked a"), texts(back, "#held .body")) == (["a.txt"], [])
    late = browser.post(f"/desk/tickets/{number}/held/{held.pk}/undo/", **htmx)
    assert (late.status_code, texts(late, "[role=alert]")) == (409, ["It is a draft again already."])
    assert (leave_due(at=soon()), Message.objects.count()) == (0, 1)


def test_nobody_else_finds_it_or_undoes_it(desk: Desk, enter: Enter) -> None:
    number, other = desk.open().ticket_id, desk.open("No phone").ticket_id
    send(enter(desk.amira), number)
    held = HeldReply.objects.get().pk
    assert texts(enter(desk.sara).get(f"/desk/tickets/{number}/"), "#held .body") == []
    statuses = [
        enter(agent).post(f"/desk/tickets/{ticket}/held/{held}/{what}/").status_code
        for agent, ticket in ((desk.omar, number), (desk.amira, other))
        for what in ("undo", "now", "time")
    ]
    assert statuses == [404] * 6
    assert enter(desk.sara).post(f"/desk/tickets/{number}/held/{held}/undo/").status_code == 403


def test_send_later_shows_to_all_and_can_be_changed_sent_or_taken_back(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    browser = enter(desk.amira)
    for n, then in enumerate(("later:hour", "later:monday", "later:at")):
        key = f"{n}".rjust(32, "0")
        send(browser, number, text=f"R{n}", then=then, later_at="2099-01-01T09:00", key=key, careful="on")
    far = send(browser, number, text="R4", then="later:at", later_at="soon", key="4".rjust(32, "0"))
    assert (far.status_code, HeldReply.objects.count()) == (422, 2)
    held = HeldReply.objects.order_by("pk").first()
    assert held is not None
    assert (held.unless_answered, held.is_scheduled) == (True, True)
    assert "R0" in texts(enter(desk.sara).get(f"/desk/tickets/{number}/"), "#held .body")
    path = f"/desk/tickets/{number}/held/{held.pk}"
    browser.post(f"{path}/time/", {"send_at": "2027-01-01T09:00"})
    held.refresh_from_db()
    assert held.send_at.isoformat() == "2027-01-01T14:00:00+00:00"  # nine o'clock on the desk's own clock, in Bogotá
    browser.post(f"{path}/now/")
    assert list(Message.objects.order_by("pk").values_list("text", flat=True)[1:]) == ["R0"]


def test_the_part_of_waiting_replies_is_that_of_a_fresh_page(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    browser = enter(desk.amira)
    for then, key in (("later:hour", KEY), ("later:at", KEY[::-1])):
        send(browser, number, then=then, later_at="2027-01-01T09:00", key=key)
    part = node(browser.get(f"/desk/tickets/{number}/held/"), "#held").html or ""
    fresh = node(browser.get(f"/desk/tickets/{number}/"), "#held").html or ""
    assert _tokenless(part) == _tokenless(fresh)


def _tokenless(html: str) -> list[str]:
    return [line for line in html.replace(">", ">\n").splitlines() if "csrfmiddlewaretoken" not in line]


def test_a_draft_is_kept_and_stands_there_after_a_reload(desk: Desk, enter: Enter, htmx: dict[str, Any]) -> None:
    number = desk.open().ticket_id
    browser, url = enter(desk.amira), f"/desk/tickets/{number}/draft/"
    kept = browser.post(url, {"kind": "reply", "text": "Half a", "version": "0"}, **htmx)
    assert node(kept, ".kept").attributes["data-version"] == "1"
    other = browser.post(url, {"kind": "reply", "text": "Another", "version": "0"}, **htmx)
    assert (other.status_code, node(other, ".kept q").text()) == (409, "Half a")
    browser.post(url, {"kind": "note", "text": "Hm", "version": ""}, **htmx)
    page = browser.get(f"/desk/tickets/{number}/")
    assert texts(page, "textarea[name=text]") == ["Hm"]
    assert "Half a" in page.content.decode()
    browser.post(f"{url}removal/", {"kind": "note"})
    assert [one.text for one in Draft.objects.all()] == ["Half a"]
    assert texts(enter(desk.sara).get(f"/desk/tickets/{number}/"), "textarea[name=text]") == [""]


def test_files_go_up_one_by_one_and_only_their_writer_sees_them(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    browser, url = enter(desk.amira), f"/desk/tickets/{number}/uploads/"
    file = SimpleUploadedFile("<b>.png", b"\x89PNG", "image/png")
    line = browser.post(url, {"kind": "reply", "file": file, "inline": "on"})
    one = Upload.objects.get()
    assert (texts(line, "a"), one.is_inline) == (["<b>.png"], True)
    shown = browser.get(f"{url}{one.pk}/")
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/png", "nosniff")
    bad = browser.post(url, {"kind": "reply", "file": SimpleUploadedFile("run.exe", b"MZ")})
    assert (bad.status_code, bad["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert enter(desk.sara).get(f"{url}{one.pk}/").status_code == 404
    send(browser, number, text="")
    leave_due(at=soon())
    assert list(Attachment.objects.values_list("name", "is_inline")) == [("<b>.png", True)]


def test_files_of_a_browser_without_script_go_with_the_words(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    files = [SimpleUploadedFile("a.txt", b"one", "text/plain"), SimpleUploadedFile("b.bin", b"")]
    send(enter(desk.amira), number, text="", attached=files)
    leave_due(at=soon())
    assert list(Attachment.objects.order_by("pk").values_list("name", "size")) == [("a.txt", 3), ("b.bin", 0)]


def test_empty_words_come_back_with_the_draft(desk: Desk, enter: Enter, htmx: dict[str, Any]) -> None:
    number = desk.open().ticket_id
    browser = enter(desk.amira)
    empty = send(browser, number, kind="note", text="  ", more=htmx)
    keyless = send(browser, number, text="My draft", key="x")
    assert (empty.status_code, empty["HX-Retarget"], keyless.status_code) == (422, "#composer", 422)
    assert texts(empty, "[role=alert]") == ["Write something, or attach a file."]
    assert texts(keyless, "textarea[name=text]") == ["My draft"]
    assert Message.objects.count() == 1


def test_each_rendered_composer_has_its_own_key(desk: Desk, enter: Enter, htmx: dict[str, Any]) -> None:
    number = desk.open().ticket_id
    browser = enter(desk.amira)
    key = node(browser.get(f"/desk/tickets/{number}/"), "input[name=key]").attributes["value"]
    after = send(browser, number, kind="note", text="x", key=key, more=htmx)
    assert node(after, "#composer input[name=key]").attributes["value"] != key


def test_it_asks_before_it_leaves_and_asks_each_thing_once(desk: Desk, enter: Enter, htmx: dict[str, Any]) -> None:
    first = desk.open()
    number = first.ticket_id
    browser = enter(desk.amira)
    newer = receive_message(
        ticket_id=number, contact=desk.farid, content=Content("Solved!"), channel="email", at=timezone.now()
    )
    words = {"text": "Le adjunto la guía, {nombre}.", "seen": first.pk, "then": "resolve"}
    asked = send(browser, number, **words, more=htmx)
    assert (asked.status_code, texts(asked, ".doubts p")) == (
        409,
        [
            "Farid Haddad wrote while you were writing.",
            "It says “adjunto”, but no file goes with it.",
            "Nothing is known for {nombre}: it would be sent as it stands.",
        ],
    )
    assert (node(asked, "textarea").text(), HeldReply.objects.count()) == (words["text"], 0)
    confirmed = node(asked, "[name=confirmed]").attributes["value"]
    receive_message(
        ticket_id=number, contact=desk.farid, content=Content("Or not"), channel="email", at=timezone.now()
    )
    again = send(browser, number, **words, confirmed=confirmed)
    assert (again.status_code, f"wrote:{newer.pk}" in (confirmed or "")) == (409, True)
    done = send(browser, number, **words, confirmed=node(again, "[name=confirmed]").attributes["value"])
    assert (done.status_code, HeldReply.objects.get().then) == (302, "resolve")


@pytest.mark.parametrize(("text", "asks"), [
    ("See attached", 1), ("Em anexo segue", 1), ("Adjunté la foto", 1), ("I am attached to it… anexo", 1), ("Hola", 0),
    ("{cliente}, {Ticket}", 0), ("{ x } {1} {}", 0), ("{x}", 1),
])  # fmt: skip
def test_it_does_not_ask_for_nothing(desk: Desk, enter: Enter, text: str, asks: int) -> None:
    assert send(enter(desk.amira), desk.open().ticket_id, text=text).status_code == (409 if asks else 302)


def test_places_are_filled_in_and_the_signature_goes_under_it(desk: Desk, enter: Enter) -> None:
    desk.front.signature = "{agente} · {equipo}\n{empresa}"
    desk.front.save()
    number = desk.open().ticket_id
    browser = enter(desk.amira)
    assert texts(browser.get(f"/desk/tickets/{number}/"), ".signed p") == ["Amira · Front line Escalera"]
    send(browser, number, text="Dear {customer.name}, case {ticket}")
    send(browser, number, text="Bare", unsigned="on", key=KEY[::-1])
    leave_due(at=soon())
    said = Message.objects.order_by("pk")[1:]
    assert [(one.text, one.folded) for one in said] == [
        (
            f"Dear Farid, case {number}",
            [{"kind": "signature", "text": "Amira · Front line\nEscalera", "header": ""}],
        ),
        ("Bare", None),
    ]


def test_people_are_called_into_notes_by_their_names(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    browser = enter(desk.amira)
    assert texts(browser.get(f"/desk/tickets/{number}/colleagues/?q=bRÚ"), "b") == ["Bruno"]
    send(browser, number, kind="note", text="@Bruno, look. a@Chen.example @Nobody")
    send(browser, number, text=f"@[Bruno](agent:{desk.bruno.pk}) knows", key=KEY[::-1])
    leave_due(at=soon())
    said = list(Message.objects.order_by("pk").values_list("text", flat=True))[1:]
    assert said == [
        f"@[Bruno](agent:{desk.bruno.pk}), look. a@[Chen](agent:{desk.chen.pk}).example @Nobody",
        "@Bruno knows",
    ]


def test_a_macro_goes_with_the_reply_or_alone(desk: Desk, enter: Enter) -> None:
    urgent = add_macro(
        macro=NewMacro("Now", {"": "x"}, then="wait", deeds=[{"do": "classify", "priority": "4"}]), by=desk.sara
    )
    words = add_macro(macro=NewMacro("Hi", {"": "Hi"}), by=desk.sara)
    number = desk.open().ticket_id
    browser = enter(desk.amira)
    assert texts(browser.get(f"/desk/tickets/{number}/answers/"), "[data-answer] b") == ["Hi", "Now"]
    send(browser, number, text="Hi", macro=urgent.pk, used=f"{words.pk}")
    send(browser, number, text="", macro=urgent.pk, then="macro", key=KEY[::-1])
    assert (Ticket.objects.get().priority, [one.then for one in HeldReply.objects.all()]) == (4, ["wait"])
    assert list(Macro.objects.order_by("name").values_list("name", "used")) == [("Hi", 1), ("Now", 2)]


def test_send_and_escalate_leaves_at_once_and_opens_the_hand_over(
    desk: Desk, enter: Enter, htmx: dict[str, Any]
) -> None:
    number = desk.open().ticket_id
    browser = enter(desk.amira)
    done = send(browser, number, then="escalate", more=htmx)
    assert (done["HX-Trigger-After-Settle"], Message.objects.latest("pk").text) == ("escalate-now", "Hello")
    plain = send(browser, number, then="escalate", key=KEY[::-1])
    assert plain["Location"] == f"/desk/tickets/{number}/escalations/"


def test_who_may_not_see_it_writes_nothing_there(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    browser = enter(desk.omar)
    posts = ("messages/", "draft/removal/", "uploads/1/removal/", "held/1/undo/")
    gets = ("answers/", "composer/", "colleagues/", "uploads/1/", "held/")
    statuses = [browser.post(f"/desk/tickets/{number}/{part}").status_code for part in posts]
    statuses += [browser.get(f"/desk/tickets/{number}/{part}").status_code for part in gets]
    assert statuses == [404] * 9
    given = {"kind": "reply", "text": "x", "file": SimpleUploadedFile("a.txt", b"a")}
    assert [browser.post(f"/desk/tickets/{number}/{part}/", given).status_code for part in ("draft", "uploads")] == [
        404
    ] * 2


@pytest.mark.usefixtures("known_model")
def test_drafts_and_files_cost_two_more_questions(desk: Desk, enter: Enter) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    number = desk.open().ticket_id
    browser = enter(desk.sara)
    counts = []
    for _round in range(3):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page = browser.get(f"/desk/tickets/{number}/")
        counts.append(len(asked))
        browser.post(f"/desk/tickets/{number}/draft/", {"kind": "reply", "text": f"x{len(counts)}"})
        for n in range(len(counts)):
            file = SimpleUploadedFile(f"{n}.txt", b"a")
            browser.post(f"/desk/tickets/{number}/uploads/", {"kind": "reply", "file": file})
    assert (counts[1] - counts[0], counts[2], len(tree(page).css(".upload"))) == (1, counts[1], 3)


def test_who_was_only_called_in_finds_the_note_alone(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    call = f"@[{desk.bruno.name}](agent:{desk.bruno.pk}), what is it?"
    send(enter(desk.amira), number, kind="note", text=call)
    browser = enter(desk.bruno)
    page = browser.get(f"/desk/tickets/{number}/")
    tabs = [one.attributes["value"] for one in tree(page).css("#composer input[name=kind]")]
    assert (tabs, texts(page, "#composer .tabs label")) == (["note"], ["Internal note"])
    assert [one.attributes.get("value") for one in tree(page).css("#composer button[name=then]")] == [""]
    assert texts(page, "#head .actions button, #head .actions a") == []
    assert send(browser, number, text="Hello", key=KEY[::-1]).status_code == 403
    browser.post(f"/desk/tickets/{number}/draft/", {"kind": "note", "text": "The fi", "version": "0"})
    browser.post(f"/desk/tickets/{number}/draft/", {"kind": "reply", "text": "Dear Farid", "version": "0"})
    assert list(Draft.objects.values_list("kind", "text")) == [("note", "The fi")]
    send(browser, number, kind="note", text="The fibre is cut.", key=KEY[::-1])
    assert (Message.objects.latest("pk").text, Draft.objects.count()) == ("The fibre is cut.", 0)
