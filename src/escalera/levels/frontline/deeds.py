"""What rules can do with macros: run one, or send a canned answer in the customer's language."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from escalera.base.refusals import BadInput
from escalera.core.deeds.registry import Deed, Given, Input, InputType, Turn, Words, register
from escalera.core.deeds.speaking import say
from escalera.core.tickets.models import Ticket
from escalera.levels.frontline.actions import run_macro
from escalera.levels.frontline.models import Macro
from escalera.levels.frontline.queries import variant

MOST = 400


def _macros() -> Sequence[tuple[str, Words]]:
    shared = Macro.objects.filter(owner__isnull=True).order_by("name", "pk")[:MOST]
    return [(str(one.pk), one.name) for one in shared if one.deeds or one.note]


def _answers() -> Sequence[tuple[str, Words]]:
    shared = Macro.objects.filter(owner__isnull=True).order_by("name", "pk")[:MOST]
    return [(str(one.pk), one.name) for one in shared if one.texts]


def _macro_inputs(given: Given) -> Sequence[Input]:
    return [Input("macro", gettext_lazy("Macro"), InputType.CHOICE, _macros, keeps_name=True, whole=True)]


def _answer_inputs(given: Given) -> Sequence[Input]:
    return [Input("macro", pgettext_lazy("noun", "Answer"), InputType.CHOICE, _answers, keeps_name=True, whole=True)]


def _shared(given: Given) -> Macro:
    found = Macro.objects.filter(pk=given["macro"], owner__isnull=True).first()
    if found is None:
        raise BadInput(_("The macro %(name)s is gone.") % {"name": given.get("macro_name", "")})
    return found


def _run(given: Given, turn: Turn) -> None:
    run_macro(macro_id=_shared(given).pk, ticket_id=turn.ticket_id, by=turn.by, at=turn.at)


def _send(given: Given, turn: Turn) -> str | None:
    ticket = Ticket.objects.lock(turn.ticket_id)
    _language, text = variant(_shared(given).texts, ticket.language or ticket.requester.language)
    return say(text, turn, f"answer-{given['macro']}")


def register_all() -> None:
    """Make them known; called when the product starts."""
    used, sent = gettext_lazy("used “%(name)s”"), gettext_lazy("sent “%(name)s”")
    register(
        "answer",
        Deed(
            gettext_lazy("Send a canned answer"), _send, lambda given: str(sent) % _name(given), _answer_inputs,
            nested=True, order=43,
        ),
    )  # fmt: skip
    register(
        "macro",
        Deed(
            gettext_lazy("Run a macro"), _run, lambda given: str(used) % _name(given), _macro_inputs, nested=True,
            order=44,
        ),
    )  # fmt: skip


def _name(given: Given) -> dict[str, str]:
    return {"name": str(given.get("macro_name", ""))}
