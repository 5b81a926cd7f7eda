"""What a message carries besides words, as HTML. Everything goes through `escape`."""

from __future__ import annotations

from html import escape

from django.utils.translation import gettext as _

from escalera.faces.desk.ticket.carried import Carried


def quote_html(one: Carried, icon: str) -> str:
    """Return the words that a message answers; they lead to it."""
    if one.answers is None:
        return ""
    number, words = one.answers
    quoted = f"<q>{escape(words)}</q>"
    if not number:
        return f'<p class="quoted">{icon}{quoted}</p>'
    return f'<a class="quoted" href="#message-{escape(number)}">{icon}{quoted}</a>'


def carried_html(one: Carried, icons: str) -> str:
    """Return what stands under the words."""
    return f"{_call(one, icons)}{_rows(one)}{_place(one, icons)}{_contacts(one, icons)}{_coming(one, icons)}"


def reactions_html(one: Carried) -> str:
    if not one.reactions:
        return ""
    shown = "".join(
        f'<span class="chip" title="{escape(who)}">{escape(emoji)}{f" {count}" if count > 1 else ""}</span>'
        for emoji, count, who in one.reactions
    )
    return f'<span class="reactions" role="group" aria-label="{escape(_("Reactions"))}">{shown}</span>'


def _call(one: Carried, icons: str) -> str:
    return f'<p class="called">{_icon("phone", icons)}{escape(one.call)}</p>' if one.call else ""


def _rows(one: Carried) -> str:
    lines = "".join(f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>" for label, value in one.rows)
    return f'<dl class="filled">{lines}</dl>' if lines else ""


def _place(one: Carried, icons: str) -> str:
    if one.place is None:
        return ""
    url, words = one.place
    return (
        f'<div class="attachments"><a class="attachment" href="{escape(url)}" target="_blank" '
        f'rel="noopener noreferrer nofollow">{_icon("place", icons)}<span>{escape(words)}</span>'
        f"<small>{escape(_('Map'))}</small></a></div>"
    )


def _contacts(one: Carried, icons: str) -> str:
    cards = "".join(
        f'<span class="attachment">{_icon("person", icons)}<span>{escape(name)}</span><small>{escape(ways)}</small></span>'
        for name, ways in one.contacts
    )
    return f'<div class="attachments">{cards}</div>' if cards else ""


def _coming(one: Carried, icons: str) -> str:
    """Return the files that still lie with the provider, and those that did not come, with the reason."""
    lines = "".join(
        f'<span class="attachment" data-tone="{"bad" if failed else "warn"}">{_icon("warn" if failed else "get", icons)}'
        f"<span>{escape(name)}</span><small>{escape(_missed(error) if failed else _('on its way'))}</small></span>"
        for name, error, failed in one.coming
    )
    return f'<div class="attachments">{lines}</div>' if lines else ""


def _missed(error: str) -> str:
    return _("did not come: %(why)s") % {"why": error[:200]} if error else _("did not come")


def _icon(name: str, icons: str) -> str:
    return f'<svg class="icon" aria-hidden="true"><use href="{icons}#{name}"/></svg>'
