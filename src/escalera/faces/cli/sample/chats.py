"""What the sample's customers asked the assistant: some were helped, some left in silence, some got a person."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from escalera.base.log.readers import read_once
from escalera.faces.cli.sample.people import World
from escalera.faces.cli.sample.play import Play
from escalera.faces.cli.sample.stories import Step, Story
from escalera.levels.selfservice import actions, queries
from escalera.levels.selfservice.models import Conversation

PACE = timedelta(seconds=45)  # between two words of a customer
FEWEST, ONE_IN = 6, 4  # of the tickets: so many conversations
VISITORS = 0.6  # of them without signing in
YES, NO, PERSON = "¡sí!", "¡no!", "¡persona!"  # buttons

_Turns = tuple[str, ...]


def _chat(weight: int, turns: _Turns, steps: tuple[Step, ...] = (), who: str = "home") -> tuple[_Turns, Story]:
    return turns, Story(weight, "linea", "question", 2, who, (turns[0],), (turns[0],), steps)


_ROUTER, _BILL = "La luz del router está en rojo, ¿qué hago?", "¿Cómo puedo descargar una factura en PDF?"
CHATS = (
    _chat(16, (_ROUTER, YES)),
    _chat(14, (_BILL, YES)),
    _chat(12, ("¿Cómo puedo restablecer la contraseña si la olvidé?", "sí, gracias")),
    _chat(6, ("hola", "quiero activar la verificación en dos pasos", YES)),
    _chat(9, ("el wifi va lento en la sala de reuniones",), who="company"),
    _chat(7, ("¿Cómo me preparo para la visita de un técnico?",)),
    _chat(6, (_BILL, NO, "Necesito la factura de marzo y no aparece en la lista", PERSON),
        (("resolve", 0.7, "Hola, {cliente}:\n\nLa factura de marzo salió con la cuenta anterior; se la adjunto y ya aparece en su lista."),)),
    _chat(6, (_ROUTER, "ya lo intenté y sigue igual", "quiero hablar con una persona, por favor"),
        (("agent", 0.4, "Hola, {cliente}:\n\nVeo su equipo sin señal de fibra. Le envío un técnico hoy por la tarde."),
         ("resolve", 5, "El técnico cambió el conector y su equipo está en línea."))),
    _chat(5, ("¿Cómo cambio la titularidad de la línea?", "quiero que mi esposa sea la titular del contrato"),
        (("resolve", 1.5, "Hola, {cliente}:\n\nPara el cambio necesitamos el documento de ambos. Puede responder aquí con las copias."),)),
    _chat(4, ("agente", PERSON), (("resolve", 0.5, "Hola, {cliente}:\n\nYa hablamos por teléfono; queda resuelto."),)),
    _chat(3, ("¿Tienen planes de televisión con fútbol?", "humano por favor")),
    _chat(3, ("la VPN se corta por la renegociación de claves", YES), who="company"),
)  # fmt: skip


class Chat(Play):
    """Plays one conversation; where a person takes over, the story of the request goes on like any other."""

    def __init__(self, world: World, at: datetime, order: int, chance: random.Random) -> None:
        turns, story = chance.choices(CHATS, [story.weight for _turns, story in CHATS])[0]
        super().__init__(world, story, at, order, chance)
        self.turns, self.is_known = turns, chance.random() > VISITORS

    def steps(self) -> Iterator[datetime]:
        yield from self._talk()
        yield from super().steps()

    def _talk(self) -> Iterator[datetime]:
        mark = hashlib.sha256(f"sample {self.number}".encode()).hexdigest()[:40]
        contact = self.person.contact if self.is_known else None
        talk = actions.begin(channel="portal", language="es", contact=contact, visitor=mark, at=self.at)
        for turn in self.turns:
            self.at += PACE
            yield self.at
            self._press(talk, turn)
        if Conversation.objects.get(pk=talk.pk).wants_person and self.story.steps:
            self.at += PACE
            yield self.at
            extra = {"from": self.person.address, "reply_to": self.person.address}
            message = actions.hand_over(conversation_id=talk.pk, contact=self.person.contact, extra=extra, at=self.at)
            self.ticket_id = message.ticket_id
            read_once("acknowledge", now=self.at)

    def _open(self) -> None:
        """What was said opened the ticket, if there is one."""

    def _do(self, step: Step) -> None:
        if self.ticket_id:
            super()._do(step)

    def _press(self, talk: Conversation, turn: str) -> None:
        buttons = {YES: actions.confirm, NO: actions.deny, PERSON: actions.ask_for_person}
        if turn in buttons:
            chosen: dict[str, int] = {"article": self._first(talk)} if turn == YES else {}
            buttons[turn](conversation_id=talk.pk, at=self.at, **chosen)
        else:
            actions.say(conversation_id=talk.pk, text=turn, at=self.at)

    def _first(self, talk: Conversation) -> int:
        """Return the article that the customer says it was: mostly the first that was shown."""
        last = queries.turns_of(talk.pk)[-1].data
        shown = [one["article"] for one in (*last.get("quotes", ()), *last.get("offers", ()))]
        return (shown[0] if self.chance.random() < 0.8 else shown[-1]) if shown else 0


def conversations(world: World, tickets: int, begins: list[datetime], chance: random.Random) -> list[Chat]:
    """Return the conversations beside so many tickets: one begins a while before each of some of their moments."""
    read_once("assistant")  # a reader begins behind what was there before it
    number = max(FEWEST, tickets // ONE_IN)
    moments = sorted(chance.sample(begins, min(number, len(begins))))
    return [
        Chat(world, at - timedelta(minutes=chance.uniform(5, 50)), 10_000 + place, chance)
        for place, at in enumerate(moments)
    ]


def end(now: datetime) -> None:
    """Count as left whoever said nothing more."""
    while actions.leave_quiet(at=now):
        pass
