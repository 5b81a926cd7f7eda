"""What becomes of drafts: what was shown is told from what was changed and from what was never used."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from escalera.base.refusals import Refusal
from escalera.core.llm.actions import ModelUnavailable, empty_old, mark_draft, note_fate, translate_message
from escalera.core.llm.actions.drafting import draft_reply
from escalera.core.llm.actions.wording import Source
from escalera.core.llm.models import Call, Translation
from escalera.core.llm.queries import translations_of
from escalera.core.tickets.actions import Content, note
from escalera.core.tickets.models import Message, Ticket
from tests.cast import NOON, Desk
from tests.peers.model_server import ModelServer, say

Setup = Callable[..., None]
WORDS = "Please restart the box, and tell us whether the light is still red afterwards."


@pytest.fixture
def call(desk: Desk, setup: Setup, server: ModelServer) -> int:
    setup()
    server.plays = [say({"text": WORDS})]
    drafted = draft_reply(ticket_id=desk.open().ticket_id, by=desk.amira, at=NOON, language="en")
    mark_draft(call_id=drafted.call_id, text=drafted.value, by=desk.amira)
    return drafted.call_id


@pytest.mark.parametrize(
    ("sent", "fate"),
    [
        (WORDS, "used"), (f"  {WORDS}\n", "used"), (f"{WORDS} Thanks.", "edited"), ("Restart the box.", "edited"),
        ("Somebody comes on Tuesday.", "dropped"), ("", "dropped"),
    ],
)  # fmt: skip
def test_the_words_that_are_sent_say_what_became_of_a_draft(desk: Desk, call: int, sent: str, fate: str) -> None:
    assert note_fate(call_id=call, text=sent, by=desk.amira) == fate
    row = Call.objects.get()
    assert (row.fate, row.fate_by) == (fate, desk.amira)


def test_a_draft_of_somebody_else_is_not_theirs_to_decide(desk: Desk, call: int) -> None:
    assert note_fate(call_id=call, text=WORDS, by=desk.sara) == ""
    assert note_fate(call_id=999_999, text=WORDS, by=desk.amira) == ""
    assert Call.objects.get().fate == ""


def test_a_reply_is_drafted_from_passages_too(desk: Desk, setup: Setup, server: ModelServer) -> None:
    setup()
    server.plays = [say({"text": "Hold the button for 30 seconds, please, and tell us about the light."})]
    number = desk.open().ticket_id
    passages = [Source("router 1", "Hold the button for 30 seconds.")]
    drafted = draft_reply(ticket_id=number, by=desk.amira, at=NOON, language="en", passages=passages)
    assert drafted.value == "Hold the button for 30 seconds, please, and tell us about the light."
    assert "Passage 1 of our help pages" in server.turns[0].material()
    assert Call.objects.get().inputs[-1] == "passage router 1"


def test_internal_notes_are_no_part_of_a_reply(desk: Desk, setup: Setup, server: ModelServer) -> None:
    setup()
    server.plays = [say({"text": WORDS})]
    number = desk.open().ticket_id
    note(ticket_id=number, content=Content("He is a difficult customer."), by=desk.amira, at=NOON)
    draft_reply(ticket_id=number, by=desk.amira, at=NOON, language="en")
    assert "difficult" not in server.raw[0].decode()


def test_what_was_said_is_translated_once_for_all(desk: Desk, setup: Setup, server: ModelServer) -> None:
    setup()
    server.plays = [say({"text": "La luz roja de la caja sigue encendida desde esta mañana."})]
    said = desk.open(text="The red light of the box is on since this morning.")
    first = translate_message(message_id=said.pk, language="es", by=desk.amira, at=NOON)
    again = translate_message(message_id=said.pk, language="es", by=desk.sara, at=NOON)
    assert (first.pk, first.text) == (again.pk, "La luz roja de la caja sigue encendida desde esta mañana.")
    assert (len(server.turns), Translation.objects.count()) == (1, 1)
    assert translations_of(said.ticket_id, "es") == {said.pk: first.text}
    assert translations_of(said.ticket_id, "pt") == {}


def test_nobody_translates_what_they_cannot_see(desk: Desk, setup: Setup, server: ModelServer) -> None:
    setup()
    said = desk.open()
    with pytest.raises(Ticket.DoesNotExist):
        translate_message(message_id=said.pk, language="es", by=desk.omar, at=NOON)
    with pytest.raises(Message.DoesNotExist):
        translate_message(message_id=said.pk + 99, language="es", by=desk.amira, at=NOON)
    assert server.turns == []


def test_a_translation_that_changes_a_number_is_not_kept(desk: Desk, setup: Setup, server: ModelServer) -> None:
    setup()
    server.plays = [say({"text": "Pague 900 euros, por favor."})]
    said = desk.open(text="I paid 90 euros.")
    with pytest.raises(ModelUnavailable):
        translate_message(message_id=said.pk, language="es", by=desk.amira, at=NOON)
    assert not Translation.objects.exists()


def test_words_of_calls_are_emptied_and_their_figures_stay(desk: Desk, call: int) -> None:
    assert empty_old(at=NOON + timedelta(days=30)) == 0
    assert empty_old(at=NOON + timedelta(days=31)) == 1
    row = Call.objects.get()
    assert (row.prompt, row.answer, row.tokens_in > 0) == ("", "", True)
    assert empty_old(at=NOON + timedelta(days=31)) == 0


def test_a_draft_whose_words_are_gone_still_has_a_fate(desk: Desk, call: int) -> None:
    empty_old(at=NOON + timedelta(days=31))
    assert note_fate(call_id=call, text="Anything at all.", by=desk.amira) == "edited"
    assert issubclass(ModelUnavailable, Refusal)
