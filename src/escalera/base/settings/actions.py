"""Changes to the company's settings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.log.asking import Asker
from escalera.base.refusals import BadInput, NotAllowed
from escalera.base.settings import policies, words
from escalera.base.settings.brand import is_color
from escalera.base.settings.facts import CompanyChanged, GuideMoved
from escalera.base.settings.logo import kind_of
from escalera.base.settings.models import Company
from escalera.base.settings.terms import BY_KEY, LEVEL_LETTER, is_letter
from escalera.base.storage.files import store

STEPS = ("company", "people", "mailbox", "ticket", "answer", "guide")
STATES = ("", "done", "skipped")


@transaction.atomic
def edit_company(
    *,
    name: str,
    by: Asker,
    at: datetime,
    color: str = "",
    welcome: str = "",
    terms: Mapping[str, str] | None = None,
    thanks_reopen: bool | None = None,
) -> Company:
    """Change name, colour ("#rrggbb" or ""), welcome words, own words, and whether thanks open a ticket again; the last
    two stay as they are if they are not given.

    Raises: NotAllowed, BadInput."""
    company = _locked(by)
    name, welcome, color = " ".join(name.split()), " ".join(welcome.split()), color.strip().lower()
    if not name or len(name) > 120:
        raise BadInput(_("Give the company's name, at most 120 characters."))
    if color and not is_color(color):
        raise BadInput(_("Write the colour as # and six digits: #0a5c8f."))
    if len(welcome) > 300:
        raise BadInput(_("The welcome is too long: at most 300 characters."))
    given: dict[str, object] = {"name": name, "color": color, "welcome": welcome}
    if terms is not None:
        given["terms"] = _checked({**company.terms, **terms})
    if thanks_reopen is not None:
        given["thanks_reopen"] = thanks_reopen
    return _change(company, given, by, at)


@transaction.atomic
def set_logo(*, content: bytes, by: Asker, at: datetime) -> Company:
    """Show this image as the company's sign: PNG, WebP or a plain SVG, at most 256 kB. Raises: NotAllowed, BadInput."""
    company = _locked(by)
    kind = kind_of(content)
    return _change(company, {"logo": store(content).sha256, "logo_type": kind}, by, at)


@transaction.atomic
def drop_logo(*, by: Asker, at: datetime) -> Company:
    """Show the product's own sign again. Raises: NotAllowed."""
    return _change(_locked(by), {"logo": "", "logo_type": ""}, by, at)


@transaction.atomic
def move_guide(*, step: str, state: str, by: Asker, at: datetime) -> Company:
    """Note that a step of the first-run guide is done or skipped, or open it again ("").

    The step "guide" stands for the whole: "skipped" puts it away. Raises: NotAllowed, BadInput."""
    company = _locked(by)
    if step not in STEPS or state not in STATES:
        raise BadInput(_("The guide has no such step."))
    if company.guide.get(step, "") == state:
        return company
    company.guide = {**company.guide, step: state}
    company.save()
    record(GuideMoved(step=step, state=state), actor=by.actor, at=at)
    return company


def _locked(by: Asker) -> Company:
    if refusal := policies.why_not_change(by):
        raise NotAllowed(refusal)
    found = Company.objects.select_for_update().order_by("pk").first()
    return found or Company()


def _change(company: Company, given: Mapping[str, object], by: Asker, at: datetime) -> Company:
    """Set what differs and tell; nothing happens if nothing does."""
    changed = [key for key, value in given.items() if getattr(company, key) != value]
    if not changed:
        return company
    for key in changed:
        setattr(company, key, given[key])
    company.save()
    record(CompanyChanged(what=" ".join(sorted(changed))), actor=by.actor, at=at)
    transaction.on_commit(lambda: words.keep(company))
    return company


def _checked(terms: Mapping[str, str]) -> dict[str, str]:
    """Return the words that are not the usual ones. Raises: BadInput."""
    found = {}
    for key, word in terms.items():
        word = " ".join(word.split())
        term = BY_KEY.get(key)
        if term is None:
            raise BadInput(_("There is no word “%(word)s” to choose.") % {"word": key[:40]})
        if len(word) > term.longest or not word.replace(" ", "").isprintable():
            raise BadInput(_("“%(word)s” is too long.") % {"word": word[:60]})
        if key == LEVEL_LETTER and word and not is_letter(word):
            raise BadInput(_("The levels' letters are one to three letters."))
        if word:
            found[key] = word
    return found
