"""Drafts for people: summaries, replies, translations, articles. A person reads, changes and sends them, or does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.llm import checking
from escalera.core.llm.actions.asking import Answered, Given, Read, ask
from escalera.core.llm.actions.spending import Errand
from escalera.core.llm.actions.wording import MOST_PASSAGES, Source
from escalera.core.llm.choices import Purpose
from escalera.core.llm.models import Translation
from escalera.core.llm.prompts import Question, form_of, language_name
from escalera.core.llm.troubles import Trouble
from escalera.core.llm.veils import LONGEST_PIECE, Veil, placeholders
from escalera.core.tickets.models import Message, MessageKind, Ticket
from escalera.core.tickets.policies import why_not_work
from escalera.core.tickets.queries import find_ticket, messages_of

MOST_MESSAGES = 20
LONGEST_DRAFT = 8000
_TEXT = {"type": "string"}
_SUMMARY = ("summary", "symptom", "tried", "question")
_TASKS: dict[str, str] = {
    "summary": "Sum up the ticket for the colleague who takes it over, in {language}. summary: what is wrong, at most "
    "three sentences. symptom: in the customer's words. tried: what was done and what came of it. question: what the next "
    "colleague is asked. A field about which the ticket says nothing is an empty text.",
    "reply": "Draft the next reply to the customer in {language}: polite, short, no greeting formula beyond one line, no "
    "signature. Promise nothing that is not in the material. Where something must be found out first, say so.",
    "translation": "Translate the text to {language}. Keep its lines, its numbers and its names; add nothing, leave "
    "nothing out.",
    "article": "Write a help article in {language} from this solved ticket, for customers with the same trouble: a title "
    "that says the problem, then what to check and what to do, in steps if there are several. Nothing about this customer, "
    "nothing about who did what.",
}


def summarize(*, ticket_id: int, by: Agent, at: datetime, language: str = "es") -> Answered[dict[str, str]]:
    """Draft a hand-over's fields: summary, symptom, tried, question; those about which nothing is known are "".

    Raises: NotAllowed, ModelUnavailable, CapReached, Ticket.DoesNotExist."""
    ticket = _workable(by, ticket_id)
    said = list(messages_of(ticket.pk))[-MOST_MESSAGES:]
    asked = Question(
        _task("summary", language), _conversation(ticket, said), form_of(**dict.fromkeys(_SUMMARY, _TEXT)), 700
    )
    return ask(asked, read=_fields(_SUMMARY, language), at=at, **_whose(Purpose.SUMMARY, ticket, said, by))


def draft_reply(
    *, ticket_id: int, by: Agent, at: datetime, language: str = "", passages: Sequence[Source] = ()
) -> Answered[str]:
    """Draft a reply from what was said with the customer (notes stay inside) and passages that the customer may read.

    `language`: the ticket's if none is given. Raises: NotAllowed, ModelUnavailable, CapReached, Ticket.DoesNotExist."""
    ticket = _workable(by, ticket_id)
    said = list(messages_of(ticket.pk, internal=False))[-MOST_MESSAGES:]
    language = language or ticket.language
    name = ("The customer's name", ticket.requester.name)
    material = [
        name,
        *_conversation(ticket, said),
        *((f"Passage {n} of our help pages", one.text) for n, one in enumerate(passages[:MOST_PASSAGES], 1)),
    ]
    asked = Question(_task("reply", language), material, form_of(text=_TEXT), 700)
    whose = _whose(Purpose.REPLY, ticket, said, by, [one.key for one in passages[:MOST_PASSAGES]])
    return ask(asked, read=_only("text", language), at=at, **whose)


def translate(*, text: str, language: str, by: Agent, at: datetime, ticket_id: int | None = None) -> Answered[str]:
    """Translate a text, of a ticket or typed by the agent. What changes a number, a link or a placeholder is refused.

    Raises: BadInput, NotAllowed, ModelUnavailable, CapReached, Ticket.DoesNotExist."""
    if not text.strip() or len(text) > LONGEST_PIECE:
        raise BadInput(_("Give a text of at most %(limit)d characters.") % {"limit": LONGEST_PIECE})
    ticket = find_ticket(by, ticket_id) if ticket_id is not None else None
    asked = Question(_task("translation", language), [("The text", text)], form_of(text=_TEXT), 200 + len(text) // 2)

    def read(data: dict[str, Any], material: list[str], veil: Veil) -> Given[str]:
        words = _plain(data, "text")
        same = checking.numbers(words) == checking.numbers(material[0])
        if not same or checking.links(words) != checking.links(material[0]) or not veil.knows(words):
            raise Trouble("numbers")
        if checking.has_markup(words) and not checking.has_markup(material[0]):
            raise Trouble("numbers")
        if not checking.is_in(words, language):
            raise Trouble("language")
        return Given(veil.restore(words))

    errand = Errand(purpose=Purpose.TRANSLATION, by=by, ticket_id=ticket.pk if ticket else None)
    return ask(asked, errand=errand, read=read, at=at, names=_names(ticket) if ticket else [])


def translate_message(*, message_id: int, language: str, by: Agent, at: datetime) -> Translation:
    """Return what was said on a ticket that the agent may see, in another language; asked for once.

    Raises: BadInput, ModelUnavailable, CapReached, Ticket.DoesNotExist, Message.DoesNotExist."""
    message = Message.objects.get(pk=message_id)
    find_ticket(by, message.ticket_id)
    if known := Translation.objects.filter(message=message, language=language).first():
        return known
    said = translate(text=message.text[:LONGEST_PIECE], language=language, by=by, at=at, ticket_id=message.ticket_id)
    given = {"text": said.value, "at": at, "call_id": said.call_id}
    return Translation.objects.get_or_create(message=message, language=language, defaults=given)[0]


def draft_article(*, ticket_id: int, by: Agent, at: datetime, language: str = "") -> Answered[dict[str, str]]:
    """Draft an article ("title", "body") from a ticket; it holds nothing that was masked.

    Raises: NotAllowed, ModelUnavailable, CapReached, Ticket.DoesNotExist."""
    ticket = _workable(by, ticket_id)
    said = list(messages_of(ticket.pk))[-MOST_MESSAGES:]
    language = language or ticket.language
    form = form_of(title=_TEXT, body=_TEXT)
    asked = Question(_task("article", language), _conversation(ticket, said), form, 1200)
    read = _fields(("title", "body"), language, bare=True)
    return ask(asked, read=read, at=at, **_whose(Purpose.ARTICLE, ticket, said, by))


def _workable(by: Agent, ticket_id: int) -> Ticket:
    ticket = find_ticket(by, ticket_id)
    if refusal := why_not_work(by, ticket):
        raise NotAllowed(refusal)
    return ticket


def _task(which: str, language: str) -> str:
    return _TASKS[which].format(language=language_name(language))


def _conversation(ticket: Ticket, said: Sequence[Message]) -> list[tuple[str, str]]:
    """Return subject and words with who said them, never with names."""
    share = max(600, 3 * LONGEST_PIECE // max(1, len(said)))
    lines = [(f"{_speaker(one)}, {one.at:%Y-%m-%d}", one.text[:share]) for one in said if one.text.strip()]
    return [("The ticket's subject", ticket.subject), *lines]


def _speaker(message: Message) -> str:
    if message.contact_id is not None:
        return "The customer"
    return "A colleague's internal note" if message.kind == MessageKind.NOTE else "The desk"


def _whose(
    purpose: Purpose, ticket: Ticket, said: Sequence[Message], by: Agent, passages: Sequence[str] = ()
) -> dict[str, Any]:
    names = _names(ticket) + [one.contact.name for one in said if one.contact is not None]
    inputs = [*(f"message {one.pk}" for one in said), *(f"passage {key}" for key in passages)]
    return {"errand": Errand(purpose=purpose, by=by, ticket_id=ticket.pk, inputs=inputs), "names": names}


def _names(ticket: Ticket) -> list[str]:
    return [ticket.requester.name, *([ticket.organization.name] if ticket.organization else [])]


def _fields(names: Sequence[str], language: str, *, bare: bool = False) -> Read[dict[str, str]]:
    """Read several texts; sentences that invent something are left out of each. `bare`: no masked value comes back."""

    def read(data: dict[str, Any], material: list[str], veil: Veil) -> Given[dict[str, str]]:
        found: dict[str, str] = {}
        dropped = 0
        for name in names:
            words = _plain(data, name)
            if bare:
                words = "\n".join(line for line in words.split("\n") if not placeholders(line))
            if not veil.knows(words):
                raise Trouble("numbers")
            kept, lost = checking.keep_proved(words, material)
            found[name] = veil.restore(kept)
            dropped += lost
        return _weighed(found, dropped, names[0], language)

    return read


def _only(name: str, language: str) -> Read[str]:
    several = _fields((name,), language)

    def read(data: dict[str, Any], material: list[str], veil: Veil) -> Given[str]:
        given = several(data, material, veil)
        return Given(given.value[name], given.left_out)

    return read


def _weighed(found: Mapping[str, str], dropped: int, first: str, language: str) -> Given[dict[str, str]]:
    """Refuse what is empty, mostly invented, or in another language."""
    whole = "\n".join(found.values())
    if not found[first] or dropped > len(checking.sentences(whole)):
        raise Trouble("numbers" if dropped else "empty")
    if not checking.is_in(whole, language):
        raise Trouble("language")
    return Given(dict(found), ("invented",) * dropped)


def _plain(data: Mapping[str, Any], name: str) -> str:
    """Return a field's words, without what nobody can see. Raises: Trouble."""
    words = data.get(name)
    if not isinstance(words, str):
        raise Trouble("not_json")
    return "".join(char for char in words[:LONGEST_DRAFT] if char in "\n\t" or char.isprintable()).strip()
