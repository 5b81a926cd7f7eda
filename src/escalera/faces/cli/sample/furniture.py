"""How the sample company has furnished its desk: hours, tags, fields, checklists, views; and what hangs on its tickets."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from escalera.base.calendars.actions import add_calendar
from escalera.base.people.models import Agent, Team
from escalera.base.refusals import Refusal
from escalera.base.settings.actions import edit_company
from escalera.core.feed.actions import consult, follow
from escalera.core.tickets import actions
from escalera.core.tickets.actions.keeping import save_tag, save_template
from escalera.core.tickets.actions.keeping_fields import FieldWords, save_field
from escalera.core.tickets.models import ChecklistTemplate, Ticket
from escalera.core.views.actions import Wanted, create_view
from escalera.core.views.models import Sharing
from escalera.faces.cli.sample import cast

MORNING, AFTERNOON = (8 * 60, 13 * 60), (14 * 60, 19 * 60)
WEEK = [[MORNING, AFTERNOON]] * 5 + [[MORNING], []]
# name, hue, words of the subject
TAGS = [
    ("vpn", 245, ("vpn",)), ("wifi", 200, ("wifi", "red", "internet", "señal")),
    ("factura", 75, ("factura", "cobro", "pago")),
    ("contraseña", 300, ("contraseña", "cuenta", "acceso", "clave")), ("correo", 165, ("correo",)),
    ("fibra", 45, ("fibra", "corte", "luz")), ("vip", 20, ()),
]  # fmt: skip
SITES = ["Sede central", "Sucursal norte", "Sucursal sur", "Teletrabajo"]
CHECKLISTS = [
    ("Alta de un cliente", ["Comprobar los datos", "Crear la cuenta", "Enviar la bienvenida", "Llamar a los dos días"]),
    ("Corte de servicio", ["Medir la señal", "Abrir caso con el proveedor", "Avisar a todos", "Confirmar el cierre"]),
]  # fmt: skip
RECENT = timedelta(days=2)
QUESTION = "¿Han visto hoy más casos como este? El cliente pregunta si es general."
NOTES = ["Llamada al proveedor", "Revisión de registros", "Prueba con el cliente", "Visita preparada"]


def furnish(owner: Agent, at: datetime) -> None:
    """Set up what a company sets up once."""
    welcome = "Estamos para ayudarle. ¿Qué ocurre?"
    edit_company(name=cast.COMPANY, welcome=welcome, by=owner, at=at)
    add_calendar(name="Horario de oficina", time_zone="America/Bogota", week=WEEK, by=owner, at=at)
    for name, hue, _words in TAGS:
        save_tag(name=name, hue=hue % 12, by=owner, at=at)
    for words in (
        FieldWords("Sede", "choice", key="sede", choices=SITES, customer_sees=True, customer_edits=True),
        FieldWords("Número de serie", "text", key="serie", help="Está en la etiqueta de abajo del equipo."),
        FieldWords("Causa", "choice", key="causa", choices=["Configuración", "Equipo", "Proveedor", "Uso"]),
    ):
        save_field(words=words, by=owner, at=at)
    for name, steps in CHECKLISTS:
        save_template(name=name, steps=steps, by=owner, at=at)
    for wanted in _views():
        create_view(wanted, by=owner, at=at)


def _views() -> Iterator[Wanted]:
    is_open = {"field": "open", "is": True}
    yield Wanted(
        "Esperan más de un día",
        {"all": [is_open, {"field": "waits_since", "before": "today"}]},
        order="waits",
        sharing=Sharing.ALL,
    )
    yield Wanted(
        "Urgentes sin dueño",
        {"all": [is_open, {"field": "priority", "one_of": [3, 4]}, {"field": "assignee", "empty": True}]},
        sharing=Sharing.ALL,
    )
    yield Wanted(
        "Facturas",
        {"all": [is_open, {"field": "subject", "contains": "factura"}]},
        columns=["number", "subject", "requester", "status", "assignee", "updated"],
        sharing=Sharing.ALL,
    )


class Habits:
    """What people hang on tickets while they work: tags, fields, time, promises, lists, questions, calls."""

    def __init__(self, owner: Agent, now: datetime) -> None:
        self.owner, self.now = owner, now
        self.chance = random.Random(len(TAGS))  # noqa: S311 - a sample, not a secret
        self.lists = list(ChecklistTemplate.objects.order_by("pk"))
        self.networks = Team.objects.filter(level__order=2).order_by("pk").first()
        self.tagged: set[int] = set()
        self.worked: set[int] = set()

    def after(self, ticket_id: int, at: datetime) -> None:
        """Do what fits after a step of the ticket's story, at the story's moment, once for each ticket."""
        if not ticket_id or ticket_id in self.worked:
            return
        ticket = Ticket.objects.select_related("team__level", "assignee").get(pk=ticket_id)
        if ticket_id not in self.tagged:
            self.tagged.add(ticket_id)
            self._tag(ticket, at)
        if ticket.assignee is not None and ticket.is_open:
            self.worked.add(ticket_id)
            self._work(ticket, ticket.assignee, at)

    def _tag(self, ticket: Ticket, at: datetime) -> None:
        names = [name for name, _hue, words in TAGS if any(word in ticket.subject.lower() for word in words)]
        if names:
            _try(actions.tag, ticket_id=ticket.pk, names=names, by=self.owner, at=at)

    def _work(self, ticket: Ticket, agent: Agent, at: datetime) -> None:
        def act(action: Callable[..., object], **given: object) -> None:
            _try(action, ticket_id=ticket.pk, by=agent, at=at, **given)

        place, chance = len(self.worked), self.chance
        act(actions.set_fields, values={"sede": chance.choice(SITES)})
        if place % 2 == 0:
            act(actions.add_time, minutes=chance.randrange(5, 60, 5), note=chance.choice(NOTES))
        if self.now - at > RECENT:  # open steps and promises of long ago would keep their stories from ending
            return
        if place % 3 == 0:
            act(actions.set_due, due=at + timedelta(hours=chance.randrange(6, 60)))
        if place % 5 == 1:
            act(actions.add_checklist, template_id=chance.choice(self.lists).pk)
        if place % 9 == 3:
            act(actions.snooze, until=self.now + timedelta(hours=chance.randrange(20, 70)))
        if ticket.team.level.order == 1:
            self._call(ticket, agent, at, place)

    def _call(self, ticket: Ticket, agent: Agent, at: datetime, place: int) -> None:
        """In the last two days some ask other teams, some are called by the owner, who follows."""
        if place % 4 == 0:
            _try(consult, ticket_id=ticket.pk, question=QUESTION, to_team=self.networks, by=agent, at=at)
        if place % 3 == 0:
            words = actions.Content(
                f"@[{agent.name}](agent:{agent.pk}) mire este caso antes del mediodía, por favor."
            )
            _try(actions.note, ticket_id=ticket.pk, content=words, by=self.owner, at=at)
            _try(follow, ticket_id=ticket.pk, by=self.owner, at=at)


def _try(action: Callable[..., object], **given: object) -> None:
    """A story may have left a ticket where this is refused; then it goes without."""
    try:
        action(**given)
    except Refusal:
        return
