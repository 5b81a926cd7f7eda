"""What the sample shows of every channel: windows open and closed, a live chat, calls, an alert, one customer on four
channels and somebody who may be the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from escalera.base.log.readers import read_once
from escalera.base.people.actions import add_identity
from escalera.base.people.models import Agent
from escalera.base.storage.together import together
from escalera.core.channels import gate
from escalera.core.channels.chat import sessions, talking
from escalera.core.channels.models import Call, CallOutcome, Channel, ChatSession
from escalera.core.channels.outbox import send_messages
from escalera.core.channels.shared.heard import Person
from escalera.core.channels.voice import callbacks, calls, logbook
from escalera.core.channels.voice.port import Heard
from escalera.core.channels.voice.settings import Target
from escalera.core.tickets.actions import Content, attach_file, open_ticket
from escalera.faces.cli.sample.doors import open_channels
from escalera.faces.cli.sample.people import Person as Known
from escalera.faces.cli.sample.people import World
from escalera.faces.cli.sample.pieces import photo, voicemail
from escalera.faces.cli.sample.scenes import Scene, Step, answers, likes, says

MANY = "Jimena Salcedo"  # who writes by mail, WhatsApp, Telegram and perhaps the chat
NUMBERED = 20_000
NUMBERS = {
    MANY: "+573005550142", "Nicolás Bravo": "+573005550177", "Rubén Aguirre": "+573005550119",
    "Teresa Olmos": "+573005550163", "Camilo Reyes": "+573005550188",
}  # fmt: skip
PLACE = {"address": "Calle 72 # 10-34", "name": "Apartamento 502", "latitude": 4.6567, "longitude": -74.0581}


def _by_number(name: str) -> Person:
    return Person(NUMBERS[name], name, "es")


WHATSAPP: list[tuple[Person, list[Step]]] = [
    (_by_number(MANY), [
        (5.2, says("Hola, buenas. La luz del router está en rojo y no tengo internet.")),
        (5.0, answers("noelia", "Hola, Jimena. Lamento la molestia. ¿Me envía una foto de las luces y su ubicación?")),
        (4.8, says("Aquí está la foto", file=photo)),
        (4.7, says("Estoy en esta dirección", location=PLACE)),
        (4.4, answers("noelia", "Gracias. Es la señal de fibra: un técnico pasa hoy entre las 15:00 y las 17:00.")),
        (4.2, likes("👍")),
        (0.6, says("¿Puede ser después de las 16:00? Antes no hay nadie en casa.", answers=2)),
    ]),
    (_by_number("Nicolás Bravo"), [
        (53, says("Quiero cambiar mi plan a uno más rápido, ¿cuánto vale el de 500 megas?")),
        (52.5, answers("bruno", "Hola, Nicolás. El plan de 500 megas queda en $89.900 al mes, sin costo de cambio.")),
        (51, says("Lo pienso y le aviso, gracias")),
        (50.6, answers("bruno", "Con gusto. Le guardo la oferta hasta el viernes.", "delivered", then="wait")),
    ]),
]  # fmt: skip
TELEGRAM: list[Step] = [
    (2.3, says("Buenas. Además del router: la factura de este mes llegó con un cobro de visita que no pedí.")),
    (1.9, answers("bruno", "Hola, Jimena. Lo reviso con facturación y le confirmo hoy.", "")),
]
SMS: list[Step] = [
    (3.1, says("Soy Ruben Aguirre. Sin senal en la finca desde ayer. Solo tengo SMS.")),
    (
        2.8,
        answers("noelia", "Hola, Rubén: vemos la antena caída. Una cuadrilla sale mañana a las 7:00.", "delivered"),
    ),
]
ALERT = {
    "status": "firing", "fingerprint": "c1a5d0e7",
    "labels": {"alertname": "DiskFull", "instance": "db-2:9100", "severity": "critical"},
    "annotations": {
        "summary": "El disco de db-2 está casi lleno", "description": "Quedan 3 GB (97 % ocupado) en /var/lib/postgresql.",
    },
    "generatorURL": "https://prometheus.cordillera.example/graph",
}  # fmt: skip


def conversations(world: World, now: datetime) -> list[Scene]:
    """Open the channels, and return what happened by each of them lately."""
    doors = open_channels(world.teams, now)
    many = next(one for one in world.homes if one.contact.name == MANY)
    told: list[tuple[str, Person, Sequence[Step]]] = [("whatsapp", person, script) for person, script in WHATSAPP]
    told += [
        ("telegram", Person("500142", MANY, "es", phone=NUMBERS[MANY]), TELEGRAM),
        ("sms", _by_number("Rubén Aguirre"), SMS),
        ("alerts", Person(""), [(1.4, _alert)]),
        ("voice", _by_number("Teresa Olmos"), [(2.6, _leaves_message)]),
        ("voice", _by_number("Camilo Reyes"), [(0.5, _asks_to_be_called)]),
        ("form", Person(""), [(6.5, partial(_fills_in, one=world.homes[0]))]),
        ("chat", Person(""), _chat(many)),
    ]
    scenes = [Scene(doors[kind], who, script, now, NUMBERED + n) for n, (kind, who, script) in enumerate(told)]
    return [
        Scene(doors["whatsapp"], Person(""), [(56, partial(_notes_numbers, world=world))], now, NUMBERED - 1),
        *scenes,
    ]


def end(now: datetime) -> None:
    """Let nothing wait to leave."""
    while send_messages(now=now, clock=lambda: now):
        pass


def _notes_numbers(scene: Scene, world: World) -> None:
    by = Agent.objects.filter(role__code="owner").order_by("pk")[0]
    for one in (*world.homes, *world.companies):
        if number := NUMBERS.get(one.contact.name):
            add_identity(contact_id=one.contact.pk, channel="phone", address=number, by=by, at=scene.at)


def _alert(scene: Scene) -> None:
    body = {"version": "4", "status": "firing", "alerts": [{**ALERT, "startsAt": scene.at.isoformat()}]}
    raw = json.dumps(body).encode()
    item = gate.store(raw, kind="alerts", source="sample", at=scene.at, channel=scene.door)
    gate.understand(item.pk, at=scene.at)


@together()
def _leaves_message(scene: Scene) -> None:
    call = _call(scene, minutes=3)
    calls.end(call, CallOutcome.VOICEMAIL, scene.at)
    call.transcription = "Buenas, soy Teresa Olmos. El técnico no llegó a la cita de esta mañana. Por favor llámenme."
    call.save(update_fields=["transcription"])
    logbook.keep(call, scene.at)
    if call.message_id is not None:
        attach_file(message_id=call.message_id, file=voicemail())


@together()
def _asks_to_be_called(scene: Scene) -> None:
    call = _call(scene, minutes=6)
    callbacks.ask(call, scene.at)
    calls.end(call, CallOutcome.CALLBACK, scene.at)
    logbook.keep(call, scene.at)


def _call(scene: Scene, *, minutes: int) -> Call:
    """Return a call that rang so long ago and has waited since."""
    name = f"CA{scene.number:032d}"
    heard = Heard(name, theirs=scene.person.address, ours=scene.door.address, name=scene.person.name)
    began = scene.at - timedelta(minutes=minutes)
    call = calls.incoming(scene.door, heard, began)
    logbook.open_for(call, Target("team", str(scene.door.team_id)), heard.name, scene.at)
    calls.wait(call, began, seq=2)
    return call


def _fills_in(scene: Scene, one: Known) -> None:
    words = "Necesito una visita: el cable de la calle quedó colgando después de la tormenta."
    open_ticket(
        requester=one.contact, subject="Cable caído frente a la casa", channel="form", at=scene.at, team=scene.door.team,
        content=Content(words, extra={"from": one.address, "reply_to": one.address, "door": scene.door.pk}),
    )  # fmt: skip
    read_once("acknowledge", now=scene.at)


def _chat(one: Known) -> list[Step]:
    """The assistant first; then a person. The mail address that is typed may be the customer's."""

    def begins(scene: Scene) -> None:
        page = "https://www.cordillera.example/ayuda/"
        visit = sessions.Visit(
            language="es", page=page, title="Ayuda", answers={"name": "Jimena S.", "email": one.address}
        )
        sessions.begin(channel=scene.door, visit=visit, at=scene.at)
        _say(scene, "¿Cómo puedo descargar una factura en PDF?")

    def asks(scene: Scene) -> None:
        _say(scene, "Eso ya lo vi. Quiero hablar con una persona, por favor")

    def waits(scene: Scene) -> None:
        _say(scene, "Me sale «documento no disponible» al abrir la de marzo")

    reply_ = answers("noelia", "Hola, Jimena. Ya veo el error; lo corrijo y en un momento puede descargarla.", "")
    return [(0.25, begins), (0.23, asks), (0.15, reply_), (0.08, waits)]


def _say(scene: Scene, text: str) -> None:
    scene.said += 1
    session = _session(scene.door)
    spoken = talking.say(session_id=session.pk, text=text, key=scene.name(scene.said), at=scene.at, online=True)
    ticket = session.tickets or _session(scene.door).tickets
    scene.ticket_id = spoken.message.ticket_id if spoken.message is not None else (ticket[-1] if ticket else 0)


def _session(door: Channel) -> ChatSession:
    return ChatSession.objects.filter(thread__channel=door).order_by("-pk")[0]
