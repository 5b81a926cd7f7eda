"""What the contact form asks, by what it is about: the company's public forms with their fields, or a kind."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from django.db.models import Prefetch
from django.http import QueryDict
from django.utils.translation import gettext as _

from escalera.base.people.models import Team
from escalera.base.refusals import BadInput
from escalera.core.tickets.choices import Kind
from escalera.core.tickets.filling import Value, condition_holds, read
from escalera.core.tickets.models import Field, Form, FormField
from escalera.core.workflows.flow import EVERYTHING, Flow

LONGEST_ANSWER = 4000
MOST_FORMS, MOST_FIELDS = 30, 40


@dataclass(frozen=True, slots=True)
class Question:
    """One field of a form, with what was typed or chosen. `decides`: others are asked only for some of its answers;
    `seen`: it stood on the page that was sent."""

    field: Field
    name: str
    required: bool
    given: tuple[str, ...] = ()
    decides: bool = False
    seen: bool = True

    @property
    def typed(self) -> str:
        return self.given[0] if self.given else ""


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that somebody may write about. `key` stands in the address."""

    key: str
    name: str
    intro: str
    kind: str
    team: Team | None = None
    questions: list[Question] = field(default_factory=list)


def subjects(flow: Flow = EVERYTHING) -> list[Subject]:
    """Return the public forms that a flow offers; where there are none it asks for the kind only. Two queries.

    A form for complaints, which a law may demand, takes nobody's way to ask for help: beside it stand the other kinds."""
    places = FormField.objects.select_related("field").filter(field__is_active=True, field__customer_edits=True)
    forms = Form.objects.filter(is_public=True, is_active=True).select_related("team")
    if flow.forms:
        forms = forms.filter(pk__in=flow.forms)
    found = [_subject(form) for form in forms.prefetch_related(Prefetch("places", places))[:MOST_FORMS]]
    if any(one.kind != Kind.COMPLAINT for one in found):
        return found
    covered = {one.kind for one in found}
    return [Subject(kind, name, "", kind) for kind, name in _kinds() if kind not in covered] + found


def answered(subject: Subject, given: QueryDict) -> Subject:
    """Return the subject with what was typed, and only the questions that are asked after these answers."""
    seen = given.getlist("asked")[:MOST_FIELDS]
    questions = [
        replace(
            one,
            given=tuple(v[:LONGEST_ANSWER] for v in given.getlist(one.name)[:50]),
            seen=one.field.shown_if_id is None or one.name in seen or one.name in given,
        )
        for one in subject.questions
    ]
    return replace(subject, questions=_asked(questions))


def _asked(questions: list[Question]) -> list[Question]:
    """Leave out what depends on another answer, or on a question that is left out itself."""
    while True:
        values = {one.field.pk: _value(one) for one in questions}
        asked = [one for one in questions if condition_holds(one.field, values)]
        if len(asked) == len(questions):
            return asked
        questions = asked


def _value(question: Question) -> Value:
    try:
        return read(question.field, question.given)
    except BadInput:  # said when the form is sent
        return None


def values_of(subject: Subject) -> dict[str, tuple[str, ...]]:
    """Return the answers by the keys of their fields; unanswered ones are left out. Raises: BadInput, also if a
    question came up with these answers that the sender has not seen: a browser without script shows it now."""
    values = {one.field.key: one.given for one in subject.questions if any(v.strip() for v in one.given)}
    for one in subject.questions:
        if one.required and one.field.key not in values:
            raise BadInput(_("“%(field)s” is needed.") % {"field": one.field.label})
    if unseen := [one.field.label for one in subject.questions if not one.seen]:
        raise BadInput(_("One more question, after what you chose: “%(field)s”.") % {"field": unseen[0]})
    return values


def _subject(form: Form) -> Subject:
    places = list(form.places.all())[:MOST_FIELDS]
    decisive = {place.field.shown_if_id for place in places}
    questions = [
        Question(place.field, f"field_{place.field.key}", place.is_required, decides=place.field_id in decisive)
        for place in places
    ]
    return Subject(f"f{form.pk}", form.name, form.intro, form.kind, form.team, questions)


def _kinds() -> list[tuple[str, str]]:
    return [
        (Kind.INCIDENT, _("Something does not work")),
        (Kind.REQUEST, _("I need something")),
        (Kind.QUESTION, _("I have a question")),
        (Kind.COMPLAINT, _("I want to complain")),
    ]
