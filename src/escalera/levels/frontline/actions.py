"""Writing, changing and dropping canned answers."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed, Refusal
from escalera.levels.frontline import policies
from escalera.levels.frontline.models import CannedAnswer

LONGEST = 20_000  # characters


class TitleTaken(Refusal):
    """Another answer of the same language has this title."""


def add_answer(*, title: str, text: str, by: Agent, language: str = "") -> CannedAnswer:
    """Write a new answer. Raises: NotAllowed, BadInput, TitleTaken."""
    _refuse_others(by)
    return _saved(CannedAnswer(), title, text, language)


def change_answer(*, answer_id: int, title: str, text: str, by: Agent, language: str = "") -> CannedAnswer:
    """Change an answer for all its future uses.

    Raises: NotAllowed, BadInput, TitleTaken, CannedAnswer.DoesNotExist."""
    _refuse_others(by)
    return _saved(CannedAnswer.objects.get(pk=answer_id), title, text, language)


def drop_answer(*, answer_id: int, by: Agent) -> None:
    """Drop an answer; one that is gone already stays gone. Raises: NotAllowed."""
    _refuse_others(by)
    CannedAnswer.objects.filter(pk=answer_id).delete()


def _saved(answer: CannedAnswer, title: str, text: str, language: str) -> CannedAnswer:
    answer.title, answer.text, answer.language = title.strip(), text.strip(), language.strip().lower()
    if not answer.title or not answer.text:
        raise BadInput(_("An answer needs a title and words."))
    if len(answer.title) > 120 or len(answer.text) > LONGEST:
        raise BadInput(
            _("That is too long: a title has at most 120 characters, an answer %(limit)d.") % {"limit": LONGEST}
        )
    try:
        with transaction.atomic():
            answer.save()
    except IntegrityError:
        raise TitleTaken(_("There is already an answer called “%(title)s”.") % {"title": answer.title}) from None
    return answer


def _refuse_others(by: Agent) -> None:
    if refusal := policies.why_not_keep(by):
        raise NotAllowed(refusal)
