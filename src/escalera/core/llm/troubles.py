"""Why no answer came, as codes that are kept, and in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "timeout": _("It took too long."),
    "unreachable": _("The endpoint cannot be reached."),
    "certificate": _("The endpoint's certificate is not good."),
    "forbidden": _("This address may not be called."),
    "redirect": _("The endpoint sent us elsewhere; we do not follow."),
    "key": _("The endpoint does not accept the key."),
    "busy": _("The endpoint has too much to do."),
    "status": _("The endpoint answered with an error."),
    "request": _("The endpoint does not understand the question."),
    "oversized": _("The answer was far too long."),
    "not_json": _("The answer was not in the agreed form."),
    "cut_off": _("The answer broke off."),
    "empty": _("The answer was empty."),
    "unproved": _("Nothing of the answer could be proved."),
    "language": _("The answer was in another language."),
    "numbers": _("The answer changed numbers, links or placeholders."),
    "lost": _("The process ended while it waited."),
    "error": _("Something unexpected went wrong."),
}
AGAIN = frozenset({"unreachable", "busy", "status"})  # worth one more try
THEIRS = frozenset({"timeout", "unreachable", "certificate", "redirect", "busy", "status", "oversized"})


class Trouble(Exception):
    """No usable answer. `code`: a key of WORDS."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(detail or code)
        self.code = code


def words_of(code: str) -> str:
    return str(WORDS.get(code, WORDS["error"]))
