"""What goes on by itself once somebody looks: vendors, goals, who is on call, what presses, who is there to take work.

Only a company with tickets has it: desks that others fill hand nothing out and page nobody by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from escalera.base.calendars.queries import default_calendar
from escalera.base.people.actions.absences import set_absence
from escalera.base.people.models import Agent, Level, Skill, Team
from escalera.core.ladder.actions import expire_due
from escalera.core.ladder.actions.keeping import save_vendor
from escalera.core.oncall.actions import take_span
from escalera.core.oncall.actions.policies import PolicyGiven, StepGiven, save_policy
from escalera.core.oncall.actions.rotations import LayerGiven, RotationGiven, save_rotation
from escalera.core.oncall.actions.spans import Span
from escalera.core.oncall.choices import Hours, Situation
from escalera.core.oncall.models import EscalationPolicy, Rotation
from escalera.core.oncall.queries import on_call
from escalera.core.routing.actions import drain_due, mark, set_availability
from escalera.core.routing.actions.settling import RuleWanted, save_need, save_queue, save_rule
from escalera.core.routing.choices import Affinity, Mode, OnAbsence, Presence
from escalera.core.rules.actions.keeping import NewRule, add_rule
from escalera.faces.cli.sample import cast
from escalera.faces.cli.sample.watch import look
from escalera.insight.targets.actions import set_target

ROTATION = "Redes"
CASH = {"field": "subject", "contains": "cajero"}
RULES: list[tuple[str, bool, dict[str, Any]]] = [
    (
        "Un cajero caído es urgente",
        True,
        {
            "trigger": "ticket.opened",
            "when": CASH,
            "deeds": [
                {"do": "classify", "priority": 4},
                {
                    "do": "note",
                    "text": "Cajero fuera de línea: pedir sucursal, número de cajero y si el respaldo responde.",
                },
            ],
        },
    ),
    (
        "Avisar cuando se agota un plazo de solución",
        True,
        {
            "trigger": "clock.breached",
            "when": {"field": "change.clock", "one_of": ["resolution"]},
            "deeds": [{"do": "notify", "whom": ["holder", "lead"], "words": "Se agotó el plazo de solución."}],
        },
    ),
    (
        "Posible falla masiva (en prueba)",
        False,
        {
            "trigger": "ticket.opened",
            "when": {"field": "subject", "contains": "internet"},
            "deeds": [{"do": "tag", "tags": ["posible masiva"]}],
        },
    ),
    (
        "Resolver lo que el cliente ya no contesta (en prueba)",
        False,
        {
            "trigger": "ticket.waits",
            "after": {"amount": 1, "unit": "working_days"},
            "when": {"field": "status", "one_of": ["waiting_customer"]},
            "deeds": [{"do": "resolve"}],
        },
    ),
]
STAYS = [(1, 240), (2, 480), (3, 960)]  # level, working minutes
HERE = ("noelia", "bruno", "ximena", "carla", "lucia", "elena", "diego", "ines")
PAUSE_MIN = 45


def press(owner: Agent, teams: dict[str, Team], at: datetime) -> None:
    """Set up what presses, before anything happens."""
    for name, contact, email, phone, contract, minutes in cast.VENDORS:
        save_vendor(
            name=name, contact=contact, email=email, phone=phone, contract=contract, answers_within_min=minutes,
            calendar=default_calendar(), by=owner, at=at,
        )  # fmt: skip
    for order, minutes in STAYS:
        level = Level.objects.get(order=order)
        set_target(figure="stay", compare="at_most", value=minutes, level=level, by=owner, at=at)
    for name, is_active, data in RULES:
        add_rule(rule=NewRule(name, {"after": None, "stops": False, **data}, is_active), by=owner, at=at)
    rotation = _on_call(owner, teams["redes"], at)
    for given in _policies(rotation):
        known = EscalationPolicy.objects.filter(name=given.name).first()
        save_policy(given=given, policy_id=known.pk if known else None, by=owner, at=at)


def open_doors(owner: Agent, teams: dict[str, Team], now: datetime) -> None:
    """Say who is there, hand out what waits, and do what is due: what one sees on opening the desk."""
    expire_due(at=now)
    _cover(owner, now)
    _routing(owner, teams, now)
    for name in HERE:
        set_availability(agent=_agent(name), state=Presence.ONLINE, by=_agent(name), at=now, until_closed=False)
    mateo = _agent("mateo")
    set_availability(agent=mateo, state=Presence.AWAY, for_min=PAUSE_MIN, by=mateo, at=now)
    look(now)
    mark([team.pk for team in teams.values()], at=now)
    drain_due(at=now)


def _agent(name: str) -> Agent:
    return Agent.objects.select_related("role").get(email=f"{name}@cordillera.example")


def _on_call(owner: Agent, team: Team, at: datetime) -> Rotation:
    """Two weeks by turns, and two who are asked when nobody answers."""
    known = Rotation.objects.get(name=ROTATION)
    first = (timezone.localtime(at) - timedelta(days=7)).date()
    names = [("Semana", ("lucia", "mateo")), ("Respaldo", ("ines", "andres"))]
    ids = dict(known.layers.values_list("name", "pk"))
    layers = [LayerGiven(name, [_agent(one).pk for one in who], first, id=ids.get(name)) for name, who in names]
    given = RotationGiven(ROTATION, known.time_zone, layers, team_id=team.pk, answer_min=30)
    return save_rotation(given=given, rotation_id=known.pk, by=owner, at=at)


def _policies(rotation: Rotation) -> Iterable[PolicyGiven]:
    page = {"do": "page", "rotation": rotation.pk}
    yield PolicyGiven(
        "Urgente y nadie lo tiene", {"field": "priority", "one_of": [4]},
        [
            StepGiven(Situation.UNASSIGNED, 15, [page], {}, Hours.ALWAYS),
            StepGiven(
                Situation.UNASSIGNED, 45,
                [{"do": "notify", "whom": ["lead"], "words": "Urgente y sin nadie hace 45 minutos."}], {},
                Hours.ALWAYS, every_min=60, times=3,
            ),
        ],
    )  # fmt: skip
    yield PolicyGiven(
        "Un traspaso que nadie acepta", {},
        [
            StepGiven(
                Situation.NOT_ACCEPTED, 30,
                [{"do": "notify", "whom": ["team", "lead"], "words": "Este traspaso sigue sin respuesta."}], {},
                Hours.ALWAYS,
            )
        ],
    )  # fmt: skip
    yield PolicyGiven(
        "Que el plazo no nos sorprenda", {"field": "priority", "one_of": [3, 4]},
        [
            StepGiven(
                Situation.CLOCK_AT, 0, [{"do": "notify", "whom": ["holder"], "words": "Va por tres cuartos del plazo."}],
                {"clock": "resolution", "percent": 75},
            ),
            StepGiven(
                Situation.CLOCK_OVER, 0,
                [{"do": "notify", "whom": ["holder", "lead"], "words": "El plazo pasó: decidan hoy qué se hace."}],
                {"clock": "resolution"},
            ),
        ],
    )  # fmt: skip


def _cover(owner: Agent, now: datetime) -> None:
    """Somebody takes today's turn for whoever has it; somebody is on holiday."""
    rotation = Rotation.objects.get(name=ROTATION)
    layer = rotation.layers.order_by("order")[0]
    lucia, mateo = _agent("lucia"), _agent("mateo")
    other = mateo if on_call(rotation.pk, now) == lucia else lucia
    tomorrow = now + timedelta(days=1)
    take_span(span=Span(layer.pk, tomorrow, tomorrow + timedelta(hours=10)), agent=other, by=other, at=now)
    set_absence(
        agent=_agent("tomas"), since=now - timedelta(days=1), until=now + timedelta(days=6), by=owner, at=now,
        replacement=_agent("carla"), reason="Vacaciones",
    )  # fmt: skip


def _routing(owner: Agent, teams: dict[str, Team], at: datetime) -> None:
    """The first line is asked; billing gets it from the desk; networks still take from their queue."""
    accounts = RuleWanted(
        "Al que menos tiene", team_id=teams["cuentas"].pk, mode=Mode.LEAST_LOADED, affinity=Affinity.TICKET
    )
    save_rule(accounts, by=owner, at=at)
    for key in ("linea", "cuentas"):
        save_queue(team_id=teams[key].pk, points=12, on_absence=OnAbsence.REPLACEMENT, by=owner, at=at)
    line = teams["linea"]
    for skill, words in (("Conectividad", ("internet", "wifi", "fibra")), ("Cuentas", ("contraseña", "titular"))):
        when = {"any": [{"field": "subject", "contains": word} for word in words]}
        save_need(
            skill=Skill.objects.get(name=skill), when=when, grade=2, mandatory=False, team_id=line.pk, by=owner, at=at
        )
    network = Skill.objects.get(name="Conectividad")
    save_need(skill=network, when=CASH, grade=3, relax_min=60, team_id=line.pk, by=owner, at=at)
