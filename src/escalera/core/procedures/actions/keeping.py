"""Writing procedures: drafts, versions, what they are called and for whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent, Team
from escalera.base.refusals import BadInput, NotAllowed, Refusal
from escalera.base.storage.together import together
from escalera.core.procedures.checking import problems
from escalera.core.procedures.choices import Use
from escalera.core.procedures.facts import ProcedurePublished, ProcedureSaved
from escalera.core.procedures.graph import read
from escalera.core.procedures.kinds import pins_of
from escalera.core.procedures.models import Procedure, ProcedureVersion, ProcedureWord
from escalera.core.procedures.policies import why_not_keep
from escalera.core.procedures.proposing import stems_of
from escalera.core.tickets.models import Category

LONGEST_NAME, LONGEST_ABOUT, LONGEST_NOTE = 120, 2_000, 200  # characters
MOST_PROCEDURES = 2_000
MOST_CATEGORIES = 50


class NameTaken(Refusal):
    """Another procedure of the same use has this name."""


class NothingToPublish(Refusal):
    """There is no draft, or it says what is published already."""


class Stale(Refusal):
    """Somebody else changed the draft since this one was read."""


class HasRuns(Refusal):
    """It was followed: it can be archived, not dropped."""


@together()
def save_procedure(
    *,
    name: str,
    by: Agent,
    at: datetime,
    use: str = Use.SCRIPT,
    about: str = "",
    words: str = "",
    language: str = "",
    categories: Sequence[Category] = (),
    team: Team | None = None,
    procedure_id: int | None = None,
) -> Procedure:
    """Make a procedure, or change what it is called, what it is for and who may follow it; its steps are the draft's.

    `use` counts only when it is made. Raises: NotAllowed, BadInput, NameTaken, Procedure.DoesNotExist."""
    _check(by)
    one = _locked(procedure_id) if procedure_id else Procedure(use=_use(use))
    if procedure_id is None and Procedure.objects.count() >= MOST_PROCEDURES:
        raise BadInput(_("There are at most %(count)d procedures.") % {"count": MOST_PROCEDURES})
    one.name = " ".join(name.replace("\x00", "").split())
    one.about, one.words = _text(about), _lines(words)
    one.language, one.team = language.strip()[:10], team
    if not one.name or len(one.name) > LONGEST_NAME:
        raise BadInput(_("A procedure needs a name of at most %(limit)d characters.") % {"limit": LONGEST_NAME})
    if len(categories) > MOST_CATEGORIES:
        raise BadInput(_("Choose at most %(count)d categories.") % {"count": MOST_CATEGORIES})
    try:
        with transaction.atomic():
            one.save()
    except IntegrityError:
        raise NameTaken(_("There is already one called “%(name)s”.") % {"name": one.name}) from None
    one.categories.set(categories)
    _keep_words(one)
    _saved(one, "changed" if procedure_id else "made", by, at)
    return one


@together()
def save_draft(
    *, procedure_id: int, data: Mapping[str, Any], by: Agent, at: datetime, edition: int | None = None
) -> Procedure:
    """Keep the steps that somebody writes; nobody follows them before they are published. Problems do not stop it.

    `edition`: of the draft that was changed; refused if there is a newer one.
    Raises: NotAllowed, BadInput (it has not the shape, see `graph`), Stale, Procedure.DoesNotExist."""
    _check(by)
    one = _locked(procedure_id)
    if edition is not None and edition != one.edition:
        raise Stale(_("Somebody else changed these steps meanwhile. Load the page again."))
    stored = read(data).stored()
    if one.draft == stored:
        return one
    first = one.draft is None
    one.draft, one.edition = stored, one.edition + 1
    one.save(update_fields=["draft", "edition"])
    if first:  # one fact for a time of writing, not one for each letter
        _saved(one, "drafted", by, at)
    return one


@together()
def drop_draft(*, procedure_id: int, by: Agent, at: datetime) -> Procedure:
    """Throw away what was written and not published. Raises: NotAllowed, Procedure.DoesNotExist."""
    _check(by)
    one = _locked(procedure_id)
    if one.draft is not None:
        one.draft, one.edition = None, one.edition + 1
        one.save(update_fields=["draft", "edition"])
        _saved(one, "dropped", by, at)
    return one


@together()
def publish(*, procedure_id: int, by: Agent, at: datetime, note: str = "") -> ProcedureVersion:
    """Let the draft count for runs that begin from now on; those under way stay on their version.

    Raises: NotAllowed, NothingToPublish, BadInput (with its first problems), Procedure.DoesNotExist."""
    _check(by)
    one = _locked(procedure_id)
    if one.draft is None:
        raise NothingToPublish(_("There is nothing new to publish."))
    return _publish(one, one.draft, note, None, by, at)


@together()
def restore(*, procedure_id: int, number: int, by: Agent, at: datetime) -> ProcedureVersion:
    """Publish what an older version said once more, as a new version.

    Raises: NotAllowed, NothingToPublish, BadInput (what it names is gone), DoesNotExist."""
    _check(by)
    one = _locked(procedure_id)
    old = ProcedureVersion.objects.get(procedure=one, number=number)
    return _publish(one, old.data, "", number, by, at)


@together()
def archive(*, procedure_id: int, by: Agent, at: datetime, back: bool = False) -> Procedure:
    """Offer it nowhere any more, or again; runs under way go on. Raises: NotAllowed, NameTaken, DoesNotExist."""
    _check(by)
    one = _locked(procedure_id)
    if (one.archived_at is None) == back:
        return one
    one.archived_at = None if back else at
    try:
        with transaction.atomic():
            one.save(update_fields=["archived_at"])
    except IntegrityError:
        raise NameTaken(_("There is already one called “%(name)s”.") % {"name": one.name}) from None
    _saved(one, "back" if back else "archived", by, at)
    return one


@together()
def drop_procedure(*, procedure_id: int, by: Agent, at: datetime) -> None:
    """Remove one that nobody ever followed. Raises: NotAllowed, HasRuns, Procedure.DoesNotExist."""
    _check(by)
    one = _locked(procedure_id)
    if one.runs.exists():
        raise HasRuns(_("“%(name)s” was followed on tickets: archive it instead.") % {"name": one.name})
    _saved(one, "archived", by, at)
    one.delete()


def _publish(
    one: Procedure, data: dict[str, Any], note: str, restored: int | None, by: Agent, at: datetime
) -> ProcedureVersion:
    last = one.versions.order_by("-number").first()
    if last is not None and last.data == data and last.number == one.version:
        raise NothingToPublish(_("It says what is published already."))
    _refuse_problems(one, data)
    version = ProcedureVersion(
        procedure=one, number=(last.number if last else 0) + 1, data=data, at=at, by=None if by.is_robot else by,
        note=" ".join(note.replace("\x00", "").split())[:LONGEST_NOTE], restored=restored,
    )  # fmt: skip
    pins_of(version)  # refuses circles
    version.save()
    one.version = version.number
    if restored is None:
        one.draft, one.edition = None, one.edition + 1
    one.save(update_fields=["version", "draft", "edition"])
    fact = ProcedurePublished(
        procedure_id=one.pk, title=one.name, version=version.number, restored=restored
    )  # fmt: skip
    record(fact, actor=by.actor, at=at)
    return version


def _refuse_problems(one: Procedure, data: dict[str, Any]) -> None:
    graph = read(data)
    found = [problem for problem in problems(graph, one.use) if problem.is_error]
    if found:
        said = [
            f"{graph.steps[p.step].title or p.step}: {p.words}" if p.step in graph.steps else p.words
            for p in found[:5]
        ]
        raise BadInput(" ".join(said))


def _keep_words(one: Procedure) -> None:
    """Write down by which stems it is proposed."""
    wanted = stems_of(one)
    there = {(row.language, row.word): row.pk for row in ProcedureWord.objects.filter(procedure=one)}
    ProcedureWord.objects.filter(pk__in=[pk for key, pk in there.items() if key not in wanted]).delete()
    ProcedureWord.objects.bulk_create(
        ProcedureWord(procedure=one, language=language, word=word) for language, word in sorted(wanted - set(there))
    )


def _locked(procedure_id: int) -> Procedure:
    return Procedure.objects.select_for_update(of=("self",)).get(pk=procedure_id)


def _saved(one: Procedure, change: str, by: Agent, at: datetime) -> None:
    record(ProcedureSaved(procedure_id=one.pk, title=one.name, change=change), actor=by.actor, at=at)


def _check(by: Agent) -> None:
    if refusal := why_not_keep(by):
        raise NotAllowed(refusal)


def _use(use: str) -> str:
    if use not in Use.values:
        raise BadInput(_("It is a script or a runbook."))
    return use


def _text(text: str) -> str:
    text = text.replace("\x00", "").strip()
    if len(text) > LONGEST_ABOUT:
        raise BadInput(_("That is too long: at most %(limit)d characters.") % {"limit": LONGEST_ABOUT})
    return text


def _lines(text: str) -> str:
    return "\n".join(line for line in (" ".join(one.split()) for one in _text(text).splitlines()) if line)
