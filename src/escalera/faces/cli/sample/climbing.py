"""What makes the sample's ladder work by itself: a preset, the company's own policies, who is on call, who gets what."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from escalera.base.people.models import Agent, Segment, Team
from escalera.core.oncall.actions.rotations import LayerGiven, RotationGiven, save_rotation
from escalera.core.presets.actions import apply_preset
from escalera.core.presets.files import all_presets
from escalera.core.presets.planning import plan
from escalera.core.routing.actions.settling import RuleWanted, save_rule
from escalera.core.routing.choices import Affinity, Mode
from escalera.core.rules.actions.keeping import NewRule, add_rule
from escalera.core.tickets.actions.keeping_classes import save_category
from escalera.core.tickets.models import Category
from escalera.core.workflows.actions import publish, save_draft

OFFER_S = 59 * 60  # an offer of the sample waits while somebody looks around
AGE_MIN = 24 * 60  # a night's wait makes nothing urgent
PRESET, LAW = "isp", "co-pqr"
NOT_WANTED = {
    "levels",
    "teams",
    "segments",
    "workflows",
    "rules",
    "fields",
}  # the sample has its own, or none of these
# key, name, key of the one above (of the preset), team, words of the subject
OWN = [
    ("facturas", "Facturas y cobros", "", "cuentas", ("factura", "cobr")),
    ("cuentas", "Cuentas y usuarios", "", "cuentas", ("contraseña", "usuario", "cuentas", "titular")),
    ("vpn", "VPN", "isp-fault", "redes", ("vpn",)),
    ("cajeros", "Cajeros y enlaces", "isp-fault", "redes", ("cajero",)),
    ("plataforma", "Portal y reportes", "", "plataforma", ("504", "reporte", "portal")),
]
KNOWN = [
    ("isp-wifi", ("wifi",)), ("isp-slow", ("lento", "velocidad")), ("isp-voice", ("teléfono", "llamadas", "tono")),
    ("isp-no-service", ("internet", "sin servicio", "fibra")), ("isp-install", ("plan", "router", "impresora")),
]  # fmt: skip
GOLD: dict[str, Any] = {
    "tone": "formal", "survey": "nps", "greeting": "Estimada/o {cliente}:", "may_ask_higher": True,
    "signature": "Atentamente,\n{agente}\n{equipo} · {empresa}",
    "statuses": {"open": "Un especialista trabaja en su caso"},
}  # fmt: skip
RULES: list[dict[str, Any]] = [
    {
        "name": "Una queja no espera",
        "trigger": "ticket.classified",
        "when": {"all": [{"field": "kind", "one_of": ["complaint"]}, {"field": "priority", "one_of": ["1", "2"]}]},
        "deeds": [{"do": "classify", "priority": 3}],
    },
    {
        "name": "Marcar lo que vuelve a abrirse",
        "trigger": "ticket.reopened",
        "when": {},
        "deeds": [{"do": "tag", "tags": ["reabierto"]}],
    },
]


def climb(owner: Agent, teams: dict[str, Team], at: datetime) -> None:
    """Set up what works by itself, before anything happens."""
    for preset in (PRESET, LAW):
        chosen = [
            one.id for part in plan(all_presets()[preset], "es") for one in part.things if _wanted(part.key, preset)
        ]
        apply_preset(preset=preset, language="es", chosen=chosen, by=owner, at=at)
    _categories(owner, teams, at)
    _gold(owner, at)
    for rule in RULES:
        given = {key: value for key, value in rule.items() if key != "name"}
        add_rule(rule=NewRule(rule["name"], {"after": None, "stops": False, **given}), by=owner, at=at)
    _on_call(owner, at)
    fair = RuleWanted(
        "A quien lleva más tiempo libre", team_id=teams["linea"].pk, mode=Mode.OFFER, affinity=Affinity.CUSTOMER,
        offer_s=OFFER_S, age_min=AGE_MIN,
    )  # fmt: skip
    save_rule(fair, by=owner, at=at)


def category_of(subject: str) -> Category | None:
    """Return what a subject of the stories is about."""
    words = subject.lower()
    keys = [*((key, words_) for key, _name, _above, _team, words_ in OWN), *KNOWN]
    found = next((key for key, signs in keys if any(sign in words for sign in signs)), None)
    return Category.objects.filter(key=found).first() if found else None


def _wanted(part: str, preset: str) -> bool:
    return part not in NOT_WANTED or (preset == LAW and part == "fields")


def _categories(owner: Agent, teams: dict[str, Team], at: datetime) -> None:
    for key, name, above, team, _words in OWN:
        parent = Category.objects.filter(key=above).first() if above else None
        save_category(name=name, key=key, parent=parent, team=None if parent else teams[team], by=owner, at=at)


def _gold(owner: Agent, at: datetime) -> None:
    """Gold customers are spoken to in a tone of their own; their targets come with the preset."""
    gold = Segment.objects.get(code="oro")
    save_draft(segment_id=gold.pk, data=GOLD, by=owner, at=at)
    publish(segment_id=gold.pk, by=owner, at=at)


def draft_gold(owner: Agent, at: datetime) -> None:
    """Leave a draft for whoever wants to see what it would have meant last month."""
    gold = Segment.objects.get(code="oro")
    redes = Team.objects.get(name="Redes y conectividad")
    levels = list(Team.objects.filter(level__order__gte=2).values_list("level", flat=True).distinct())
    said = {**GOLD, "path": sorted(set(levels)), "entrance": redes.pk}
    save_draft(segment_id=gold.pk, data=said, by=owner, at=at)


def _on_call(owner: Agent, at: datetime) -> None:
    people = list(Agent.objects.filter(email__startswith="lucia@") | Agent.objects.filter(email__startswith="mateo@"))
    layer = LayerGiven(
        "Semana", [one.pk for one in people], starts_on=(timezone.localtime(at) - timedelta(days=7)).date()
    )
    team = people[0].teams.order_by("pk").first()
    given = RotationGiven("Redes", "America/Bogota", [layer], team_id=team.pk if team else None)
    save_rotation(given=given, by=owner, at=at)
