from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from escalera.base.log.models import Event
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.channels.email.outgoing.compose import compose
from escalera.core.channels.models import Delivery
from escalera.core.tickets.actions import Content, StillOpen, add_checklist, receive_message
from escalera.core.tickets.models import Message, Ticket
from escalera.core.writing.actions import (
    CannotTakeBack,
    Reply,
    add_upload,
    leave_due,
    reschedule,
    save_draft,
    send,
    send_now,
    undo,
    write_note,
)
from escalera.core.writing.models import Draft, HeldReply, Upload
from escalera.core.writing.queries import my_writing, writing_on
from tests.cast import NOON, Desk, later

KEY = "desk:1:" + "a" * 32


@pytest.fixture(autouse=True)
def _everybody_reads_english(desk: Desk) -> None:
    Agent.objects.update(language="en")


def ours() -> list[str]:
    return list(Message.objects.filter(agent__isnull=False).order_by("pk").values_list("text", flat=True))


def attach(desk: Desk, number: int, kind: str = "reply", name: str = "a.txt") -> Upload:
    return add_upload(
        ticket_id=number, kind=kind, name=name, content_type="text/plain", content=b"abc", by=desk.amira, at=NOON
    )


def test_a_reply_leaves_after_fifteen_seconds_once_with_its_files(desk: Desk) -> None:
    number = desk.open().ticket_id
    save_draft(ticket_id=number, kind="reply", text="Hello", by=desk.amira, at=NOON)
    attach(desk, number)
    sent = Reply("Hello", then="wait", signature="Amira, Help")
    held = send(ticket_id=number, reply=sent, by=desk.amira, at=NOON, key=KEY)
    assert (Draft.objects.count(), ours(), leave_due(at=NOON + timedelta(seconds=14))) == (0, [], 0)
    assert (leave_due(at=NOON + timedelta(seconds=15)), leave_due(at=later(9))) == (1, 0)
    message = Message.objects.get(agent=desk.amira)
    assert (message.text, message.key, message.channel) == ("Hello", KEY, "email")
    assert message.folded == [{"kind": "signature", "text": "Amira, Help", "header": ""}]
    assert list(message.attachments.values_list("name", "size")) == [("a.txt", 3)]
    held.refresh_from_db()
    assert (held.state, held.message_id, Upload.objects.count()) == ("sent", message.pk, 0)
    assert (Ticket.objects.get().status, Delivery.objects.count()) == ("waiting_customer", 1)


def test_a_form_that_is_sent_twice_sends_once_whatever_became_of_it(desk: Desk) -> None:
    number = desk.open().ticket_id

    def click() -> HeldReply:
        return send(ticket_id=number, reply=Reply("Hello"), by=desk.amira, at=NOON, key=KEY)

    first = click()
    assert click() == first
    undo(held_id=first.pk, by=desk.amira, at=NOON)
    assert (click().state, leave_due(at=later(1)), ours()) == ("taken_back", 0, [])


def test_undo_gives_everything_back_before_what_was_begun_meanwhile(desk: Desk) -> None:
    number = desk.open().ticket_id
    attach(desk, number)
    held = send(ticket_id=number, reply=Reply("Hello", language="es"), by=desk.amira, at=NOON, key=KEY)
    save_draft(ticket_id=number, kind="reply", text="And then", by=desk.amira, at=NOON)
    events = Event.objects.count()
    draft = undo(held_id=held.pk, by=desk.amira, at=NOON)
    shown = writing_on(number, desk.amira)
    assert (draft.text, [one.name for one in shown.drafts["reply"].files], shown.held) == (
        "Hello\n\nAnd then", ["a.txt"], [],
    )  # fmt: skip
    assert (leave_due(at=later(1)), ours(), Event.objects.count()) == (0, [], events)


def test_undo_at_the_last_moment_is_one_or_the_other(desk: Desk) -> None:
    number = desk.open().ticket_id
    late = send(ticket_id=number, reply=Reply("One"), by=desk.amira, at=NOON, key="one")
    undo(held_id=late.pk, by=desk.amira, at=later(5))  # its moment is over, but no worker has come by
    gone = send(ticket_id=number, reply=Reply("Two"), by=desk.amira, at=NOON, key="two")
    leave_due(at=later(1))
    with pytest.raises(CannotTakeBack, match="already left"):
        undo(held_id=gone.pk, by=desk.amira, at=later(1))
    with pytest.raises(CannotTakeBack):
        send_now(held_id=gone.pk, by=desk.amira, at=later(1))
    assert ours() == ["Two"]


def test_only_the_author_undoes_and_who_sees_all_may_stop_what_is_for_later(desk: Desk) -> None:
    number = desk.open().ticket_id
    soon = send(ticket_id=number, reply=Reply("One"), by=desk.amira, at=NOON, key="one")
    with pytest.raises(NotAllowed):
        undo(held_id=soon.pk, by=desk.sara, at=NOON)
    then = send(ticket_id=number, reply=Reply("Two"), by=desk.amira, at=NOON, key="two", send_at=later(60))
    with pytest.raises(NotAllowed):
        undo(held_id=then.pk, by=desk.bruno, at=NOON)
    with pytest.raises(NotAllowed):
        send_now(held_id=then.pk, by=desk.sara, at=NOON)
    assert undo(held_id=then.pk, by=desk.sara, at=NOON).agent == desk.amira


def test_send_later_leaves_at_its_time_and_its_time_can_change(desk: Desk) -> None:
    number = desk.open().ticket_id
    held = send(ticket_id=number, reply=Reply("Later"), by=desk.amira, at=NOON, key=KEY, send_at=later(60))
    assert [one.pk for one in my_writing(desk.amira)[1]] == [held.pk]
    assert [one.agent for one in writing_on(number, desk.sara).held] == ["Amira"]
    reschedule(held_id=held.pk, send_at=later(120), by=desk.amira, at=later(1))
    assert (leave_due(at=later(60)), leave_due(at=later(120)), ours()) == (0, 1, ["Later"])
    names = Event.objects.filter(ticket_id=number, name__startswith="reply.").order_by("pk")
    assert [one.name for one in names] == ["reply.scheduled", "reply.scheduled", "reply.written"]


def test_send_now_does_not_wait(desk: Desk) -> None:
    number = desk.open().ticket_id
    held = send(ticket_id=number, reply=Reply("Now"), by=desk.amira, at=NOON, key=KEY, send_at=later(60))
    send_now(held_id=held.pk, by=desk.amira, at=later(1))
    assert (ours(), leave_due(at=later(90))) == (["Now"], 0)


def test_the_wait_after_a_reply_may_have_an_end(desk: Desk) -> None:
    number = desk.open().ticket_id
    reply = Reply("Call me", then="wait", wait_until=later(600))
    send(ticket_id=number, reply=reply, by=desk.amira, at=NOON, key=KEY)
    leave_due(at=later(1))
    ticket = Ticket.objects.get()
    assert (ticket.status, ticket.snoozed_until, ours()) == ("scheduled", later(600), ["Call me"])


@pytest.mark.parametrize("careful", [True, False])
def test_a_reply_for_later_comes_back_if_the_customer_writes_first_and_its_author_wanted_that(
    desk: Desk, careful: bool
) -> None:
    number = desk.open().ticket_id
    reply = Reply("Any news?", unless_answered=careful)
    send(ticket_id=number, reply=reply, by=desk.amira, at=NOON, key=KEY, send_at=later(60))
    word = {"ticket_id": number, "contact": desk.farid, "channel": "email"}
    receive_message(**word, content=Content("Away"), at=later(1), automatic=True)  # type: ignore[arg-type]
    waiting = HeldReply.objects.get().state
    receive_message(**word, content=Content("It works"), at=later(2))  # type: ignore[arg-type]
    leave_due(at=later(60))
    assert (waiting, HeldReply.objects.get().state) == ("waiting", "returned" if careful else "sent")
    assert [(one.text, one.reason) for one in Draft.objects.all()] == (
        [("Any news?", "The customer wrote before it left.")] if careful else []
    )
    assert ours() == ([] if careful else ["Any news?"])


def test_a_reply_that_is_refused_at_its_moment_is_a_draft_again_with_the_reason(desk: Desk) -> None:
    number = desk.open().ticket_id
    attach(desk, number)
    send(ticket_id=number, reply=Reply("Hello"), by=desk.amira, at=NOON, key=KEY)
    Agent.objects.filter(pk=desk.amira.pk).update(is_active=False)
    assert (leave_due(at=later(1)), leave_due(at=later(2)), ours()) == (1, 0, [])
    draft = Draft.objects.get()
    assert (draft.text, draft.reason) == ("Hello", "Your role can read tickets but not work on them.")
    assert list(draft.uploads.values_list("name", flat=True)) == ["a.txt"]
    fact = Event.objects.get(name="reply.returned").fact
    assert fact.sentence("Escalera") == "A reply of Amira did not leave and is a draft again"


def test_a_reply_whose_file_is_gone_comes_back(desk: Desk) -> None:
    number = desk.open().ticket_id
    attach(desk, number)
    Upload.objects.update(sha256="0" * 64)
    send(ticket_id=number, reply=Reply("Hello"), by=desk.amira, at=NOON, key=KEY)
    leave_due(at=later(1))
    assert (Draft.objects.get().reason, ours()) == ("A file that belongs to it is gone.", [])


@pytest.mark.parametrize(
    ("reply", "send_at"),
    [
        (Reply(" "), None),
        (Reply("x", then="explode"), None),
        (Reply("x"), NOON),
        (Reply("x"), NOON + timedelta(days=400)),
        (Reply("x", then="wait", wait_until=NOON - timedelta(days=1)), None),
    ],
)
def test_what_cannot_be_sent_is_refused_at_once(desk: Desk, reply: Reply, send_at: object) -> None:
    number = desk.open().ticket_id
    with pytest.raises(BadInput):
        send(ticket_id=number, reply=reply, by=desk.amira, at=NOON, key=KEY, send_at=send_at)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        send(ticket_id=number, reply=Reply("x"), by=desk.omar, at=NOON, key=KEY)
    assert HeldReply.objects.count() == 0


def test_a_file_alone_is_a_reply_and_a_note_takes_its_files_at_once(desk: Desk) -> None:
    number = desk.open().ticket_id
    attach(desk, number)
    attach(desk, number, "note", "b.txt")
    send(ticket_id=number, reply=Reply(""), by=desk.amira, at=NOON, key=KEY)
    for _click in range(2):
        write_note(ticket_id=number, text="See", by=desk.amira, at=NOON, key="n")
    leave_due(at=later(1))
    said = Message.objects.filter(agent=desk.amira).order_by("pk")
    assert [(one.kind, one.text, [a.name for a in one.attachments.all()]) for one in said] == [
        ("note", "See", ["b.txt"]), ("message", "", ["a.txt"]),
    ]  # fmt: skip
    assert (Upload.objects.count(), Draft.objects.count()) == (0, 0)


def test_the_signature_stands_under_the_words_of_the_mail(desk: Desk) -> None:
    number = desk.open().ticket_id
    send(
        ticket_id=number, reply=Reply("Hello", signature="Amira, Help"), by=desk.amira, at=NOON, key=KEY, at_once=True
    )
    mail = message_from_bytes(compose(Delivery.objects.get(), desk.mailbox).content, policy=policy.default)
    body = mail.get_body(("plain",))
    assert body is not None
    assert body.get_content().split("\r\n\r\n")[:2] == ["Hello", "Amira, Help"]


def test_what_keeps_a_ticket_from_being_resolved_is_said_while_somebody_is_there(desk: Desk) -> None:
    number = desk.open().ticket_id
    add_checklist(ticket_id=number, by=desk.amira, at=NOON, steps=["Call back"])
    with pytest.raises(StillOpen):
        send(ticket_id=number, reply=Reply("Done", then="resolve"), by=desk.amira, at=NOON, key=KEY)
    assert HeldReply.objects.count() == 0
