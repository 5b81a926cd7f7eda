"""The operators of the search and their fixed values, in Spanish, English and Portuguese, all with one meaning.

The first name of each language is the one that is offered; the others are understood as well, and all without accents."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from escalera.core.search.folding import fold

Names = dict[str, tuple[str, ...]]  # value → its Spanish, English and Portuguese names, then others


@dataclass(frozen=True, slots=True)
class Operator:
    """`key`: the field of the condition; `offered`: Spanish, English, Portuguese; `values`: the fixed ones.

    `names_of`: whose names its values are ("team", "agent", …); `is_date`: values are moments."""

    key: str
    offered: tuple[str, str, str]
    meaning: str | Promise
    others: tuple[str, ...] = ()
    values: Names = field(default_factory=dict)
    names_of: str = ""
    is_date: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(fold(name) for name in (*self.offered, *self.others))


STATUS: Names = {
    "new": ("nuevo", "new", "novo"),
    "open": ("abierto", "open", "aberto"),
    "waiting": ("esperando", "waiting", "aguardando", "pendiente", "pending", "pendente"),
    "waiting_customer": ("espera-cliente", "waiting-customer", "aguarda-cliente"),
    "waiting_internal": ("espera-interna", "waiting-internal", "aguarda-interno"),
    "waiting_vendor": ("espera-proveedor", "waiting-vendor", "aguarda-fornecedor"),
    "scheduled": ("programado", "scheduled", "agendado", "pospuesto", "snoozed", "adiado"),
    "resolved": ("resuelto", "resolved", "resolvido", "solved"),
    "closed": ("cerrado", "closed", "fechado"),
    "cancelled": ("cancelado", "cancelled", "cancelado", "canceled"),
}
KIND: Names = {
    "incident": ("incidente", "incident", "incidente", "incidencia"),
    "request": ("solicitud", "request", "pedido", "petición", "solicitação"),
    "question": ("pregunta", "question", "pergunta", "consulta", "dúvida"),
    "complaint": ("queja", "complaint", "reclamação", "reclamo", "reclamación"),
}
PRIORITY: Names = {
    "1": ("baja", "low", "baixa"),
    "2": ("normal", "normal", "normal", "media"),
    "3": ("alta", "high", "alta"),
    "4": ("urgente", "urgent", "urgente"),
}
GRADE: Names = {
    "1": ("alto", "high", "alto", "alta"),
    "2": ("medio", "medium", "médio", "media", "média"),
    "3": ("bajo", "low", "baixo", "baja", "baixa"),
}
CHANNEL: Names = {
    "email": ("correo", "email", "e-mail", "mail"),
    "phone": ("teléfono", "phone", "telefone", "llamada", "call"),
    "whatsapp": ("whatsapp", "whatsapp", "whatsapp", "wa"),
    "chat": ("chat", "chat", "chat"),
    "portal": ("portal", "portal", "portal"),
    "web": ("web", "web", "web", "sitio", "site"),
    "counter": ("mostrador", "counter", "balcão"),
    "api": ("api", "api", "api", "programa", "program"),
    "telegram": ("telegram", "telegram", "telegram", "tg"),
    "sms": ("sms", "sms", "sms", "mensaje-de-texto", "text-message", "torpedo"),
    "voice": ("voz", "voice", "voz", "central", "centralita"),
    "messenger": ("messenger", "messenger", "messenger", "facebook", "fb"),
    "instagram": ("instagram", "instagram", "instagram", "ig"),
    "slack": ("slack", "slack", "slack"),
    "alerts": ("monitoreo", "monitoring", "monitoramento", "alerta", "alert", "alertas", "alerts"),
    "form": ("formulario", "form", "formulário"),
}
HAS: Names = {
    "attachment": ("adjunto", "attachment", "anexo", "archivo", "file", "arquivo"),
    "note": ("nota", "note", "nota"),
    "due": ("vencimiento", "due", "prazo", "plazo"),
    "tag": ("etiqueta", "tag", "etiqueta"),
}
IS: Names = {
    "open": ("abierto", "open", "aberto"),
    "ended": ("terminado", "ended", "encerrado", "cerrado", "closed", "fechado", "resuelto", "resolved"),
    "unassigned": ("sin-asignar", "unassigned", "sem-responsável", "libre", "livre", "free"),
    "assigned": ("asignado", "assigned", "atribuído"),
    "mine": ("mío", "mine", "meu"),
    "waits": ("sin-respuesta", "unanswered", "sem-resposta"),
    "reopened": ("reabierto", "reopened", "reaberto"),
}
DAYS: Names = {
    "today": ("hoy", "today", "hoje"),
    "yesterday": ("ayer", "yesterday", "ontem"),
    "<7d": ("<7d", "<7d", "<7d"),
    "<30d": ("<30d", "<30d", "<30d"),
    ">30d": (">30d", ">30d", ">30d"),
}
AHEAD: Names = {
    "today": ("hoy", "today", "hoje"),
    "tomorrow": ("mañana", "tomorrow", "amanhã"),
    "<7d": ("<7d", "<7d", "<7d"),
    ">7d": (">7d", ">7d", ">7d"),
}
MYSELF = ("yo", "me", "eu", "mi", "myself", "mim")
NOBODY = ("nadie", "nobody", "ninguem", "none", "ninguno", "nenhum")

OPERATORS: tuple[Operator, ...] = (
    Operator("status", ("estado", "status", "status"), _("how it stands"), ("state", "situacao"), STATUS),
    Operator("level", ("nivel", "level", "nível"), _("on which level"), names_of="level"),
    Operator(
        "requester", ("de", "from", "de"), _("who asks: name or address"),
        ("cliente", "customer", "requester", "solicitante"), names_of="contact",
    ),
    Operator("participant", ("para", "to", "para"), _("who else takes part"), ("cc", "copia"), names_of="contact"),
    Operator(
        "assignee", ("asignado", "assigned", "atribuído"), _("who works on it"),
        ("agente", "agent", "assignee", "responsable", "responsavel"), names_of="agent",
    ),
    Operator(
        "owner", ("dueño", "owner", "dono"), _("who answers to the customer"), ("propietario",), names_of="agent"
    ),
    Operator("team", ("equipo", "team", "equipe"), _("with which team"), ("grupo", "group"), names_of="team"),
    Operator("channel", ("canal", "channel", "canal"), _("by which way it came"), ("via",), CHANNEL),
    Operator("tag", ("etiqueta", "tag", "etiqueta"), _("with this tag"), ("label", "marcador"), names_of="tag"),
    Operator("kind", ("tipo", "type", "tipo"), _("what it is"), ("kind", "clase"), KIND),
    Operator("priority", ("prioridad", "priority", "prioridade"), _("how much it presses"), values=PRIORITY),
    Operator("category", ("categoría", "category", "categoria"), _("what it is about"), names_of="category"),
    Operator("impact", ("impacto", "impact", "impacto"), _("how far it reaches"), values=GRADE),
    Operator("urgency", ("urgencia", "urgency", "urgência"), _("how soon it hurts"), values=GRADE),
    Operator("opened_at", ("creado", "created", "criado"), _("when it came"), ("opened",), DAYS, is_date=True),
    Operator(
        "updated_at", ("actualizado", "updated", "atualizado"), _("when something last happened"), (), DAYS,
        is_date=True,
    ),
    Operator(
        "resolved_at", ("resuelto", "resolved", "resolvido"), _("when it was resolved"), (), DAYS, is_date=True
    ),
    Operator("due_at", ("vence", "due", "prazo"), _("until when it is promised"), ("plazo",), AHEAD, is_date=True),
    Operator("has", ("tiene", "has", "tem"), _("what hangs on it"), ("con", "with", "com"), HAS),
    Operator("is", ("es", "is", "é"), _("open, unassigned, mine…"), (), IS),
    Operator(
        "organization", ("empresa", "company", "empresa"), _("of which organization"),
        ("org", "organizacion", "organization", "organizacao"), names_of="organization",
    ),
    Operator("segment", ("segmento", "segment", "segmento"), _("of which segment"), names_of="segment"),
    Operator("subject", ("asunto", "subject", "assunto"), _("words of the subject"), ("titulo", "title")),
)  # fmt: skip
_BY_NAME = {name: operator for operator in reversed(OPERATORS) for name in operator.names}


def operator_called(name: str) -> Operator | None:
    """Return the operator with this folded name in any language, or None."""
    return _BY_NAME.get(name)


def place_of_language() -> int:
    """Return which of the three offered names is the reader's."""
    language = get_language() or "en"
    return 0 if language.startswith("es") else 2 if language.startswith("pt") else 1


def value_called(names: Names, name: str) -> str | None:
    """Return the value with this folded name in any language, or with its only beginning, or None."""
    for value, known in names.items():
        if name == value or name in map(fold, known):
            return value
    begun = [
        value for value, known in names.items() if len(name) > 2 and any(fold(one).startswith(name) for one in known)
    ]
    return begun[0] if len(begun) == 1 else None
