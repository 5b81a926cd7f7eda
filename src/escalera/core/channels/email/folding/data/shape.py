"""The columns of a language's table."""

from dataclasses import dataclass

FIELDS = ("from_", "sent", "date", "to", "cc", "subject")
"""Names of the columns that hold header labels ("De", "Enviado el", …)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language. Every column is a list of phrases separated by "|"; case and accents do not matter.

    wrote: the verb of an attribution line ("El lun, Ana escribió:").
    quoting: an attribution that needs no verb ("Quoting Ana <ana@example.com>:").
    opener: the words an attribution line begins with.
    original, forwarded: the text between the dashes above a quoted or a forwarded message.
    from_ … subject: labels of a pasted header block, without the colon.
    regards: words that only stand in a closing. thanks: words that close a mail when a name follows.
    filler: words that may stand beside them in a closing. formula: beginnings of long closing sentences.
    device: beginnings of "Sent from my …" lines. legal: beginnings of disclaimers.
    banner: beginnings of the warnings that servers put above mails from outside.
    marker: the sentence that asks to write above a line. postscript: labels of a text after the signature.
    """

    code: str
    wrote: str = ""
    quoting: str = ""
    opener: str = ""
    original: str = ""
    forwarded: str = ""
    from_: str = ""
    sent: str = ""
    date: str = ""
    to: str = ""
    cc: str = ""
    subject: str = ""
    regards: str = ""
    thanks: str = ""
    filler: str = ""
    formula: str = ""
    device: str = ""
    legal: str = ""
    banner: str = ""
    marker: str = ""
    postscript: str = ""
