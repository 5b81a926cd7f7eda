"""The lines of the conversation, as HTML.

Written here and not in a template, like the rows of the inbox: twenty messages with their forty variables cost the
template engine six milliseconds and this a half. Everything that people wrote goes through `escape`; the words of a
message come escaped, as `SafeString`, from `shared.looks.with_links`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from escalera.faces.desk.ticket.said import Fold, Said, Sent
from escalera.faces.desk.ticket.timeline import Happened

SANDBOX = "allow-same-origin allow-popups allow-popups-to-escape-sandbox"


@dataclass(frozen=True, slots=True)
class Common:
    """What all lines of one page share. `again`: whether this reader may send a failed mail again."""

    icons: str
    base: str
    token: str
    again: bool
    why: str
    frame_title: str


def lines_html(timeline: Iterable[Said | Happened], *, base: str, token: str, again: bool) -> SafeString:
    """Return the conversation, ready to be printed. `token`: against forged requests, for the forms in it."""
    icons, title = escape(static("escalera/icons.svg")), escape(_("The mail in its original form"))
    common = Common(icons, escape(base), escape(token), again, escape(_("Why here?")), title)
    lines = (_event(one, common) if isinstance(one, Happened) else _message(one, common) for one in timeline)
    return mark_safe("\n".join(lines))  # noqa: S308 - every line escapes what it prints


def _event(one: Happened, common: Common) -> str:
    level = f' data-level="{one.level}"' if one.level else ""
    reason = f"<i>«{escape(one.reason)}»</i>" if one.reason else ""
    parts = "".join(f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>" for label, value in one.handover)
    packet = f"<dl>{parts}</dl>" if parts else ""
    return (
        f'<div class="event"{level}>{_icon(one.icon, common)}<div>{escape(one.sentence)}{reason}{packet}</div>'
        f'<time title="{one.full}">{one.when}</time></div>'
    )


def _message(one: Said, common: Common) -> str:
    face = escape(one.initials) or f'<svg class="icon"><use href="{common.icons}#again"/></svg>'
    icon = _icon(one.icon, common) if one.icon else ""
    chips = "".join(
        f'<span class="chip" data-tone="{chip.tone}">{_icon(chip.icon, common) if chip.icon else ""}'
        f"{escape(chip.text)}</span>"
        for chip in one.chips
    )
    foot = f'<div class="foot">{_foot(one, common)}</div>' if one.foot else ""
    return (
        f'<article class="message" id="message-{one.id}" data-side="{one.side}">'
        f'<span class="avatar" data-hue="{one.hue}" aria-hidden="true">{face}</span><div>\n'
        f'<header><b>{escape(one.name)}</b>{icon}<small title="{one.full}">{one.when} · {escape(one.via)}</small>'
        f'{chips}</header>\n<div class="bubble">{_warning(one, common)}{_body(one, common)}'
        f"{_carried(one, common) if one.carries else ''}</div>\n"
        f"{foot}\n</div></article>"
    )


def _warning(one: Said, common: Common) -> str:
    if not one.warning:
        return ""
    return f'<p class="notice" data-tone="warn">{_icon("warn", common)}{escape(one.warning)}</p>'


def _body(one: Said, common: Common) -> str:
    body = f'<div class="body">{one.text}</div>'
    if not one.html_open:
        return body
    return f'{_frame(one, common)}<details class="folded"><summary>{escape(_("Only the text"))}</summary>{body}</details>'


def _frame(one: Said, common: Common) -> str:
    return (
        f'<mail-frame><iframe src="{escape(one.html_url)}" sandbox="{SANDBOX}" title="{common.frame_title}"'
        ' loading="lazy"></iframe></mail-frame>'
    )


def _carried(one: Said, common: Common) -> str:
    """Return what stands under the words: invitations, pictures, files, what is folded away."""
    invites = "".join(
        f'<div class="invitation"><b class="row">{_icon("calendar", common)}{escape(invite.what)}</b>'
        f'<span class="num">{escape(invite.when)}</span>'
        f"{f'<small>{escape(invite.where)}</small>' if invite.where else ''}</div>"
        for invite in one.invites
    )
    pictures = "".join(
        f'<a href="{escape(file.url)}" target="_blank" rel="noopener">'
        f'<img src="{escape(file.url)}" alt="{escape(file.name)}" loading="lazy"></a>'
        for file in one.pictures
    )
    files = "".join(
        f'<a class="attachment" href="{escape(file.url)}" download>{_icon("clip", common)}'
        f"<span>{escape(file.name)}</span><small>{escape(file.size)}</small></a>"
        for file in one.files
    )
    return (
        f"{invites}{_group('pictures', pictures)}{_group('attachments', files)}"
        f"{_folds(one.forwards, ' open')}{_folds(one.folds, '')}"
    )


def _group(name: str, content: str) -> str:
    return f'<div class="{name}">{content}</div>' if content else ""


def _folds(folds: Sequence[Fold], state: str) -> str:
    return "".join(
        f'<details class="folded"{state}><summary>{escape(fold.label)}</summary><div class="body">{fold.text}</div>'
        "</details>"
        for fold in folds
    )


def _foot(one: Said, common: Common) -> str:
    parts = [_sent(one.sent, common)] if one.sent else []
    if one.html_url and not one.html_open:
        form = escape(_("Original form"))
        parts.append(f'<details><summary class="link">{form}</summary>{_frame(one, common)}</details>')
    if one.remote:
        parts.append(
            f'<span>{escape(one.remote)} · <a class="link" href="{escape(one.html_url)}?images=1"'
            f' data-images="{one.id}" target="_blank" rel="noopener">{escape(_("Show them"))}</a></span>'
        )
    if one.rule:
        parts.append(f"<details><summary>{common.why}</summary>{escape(one.rule)}</details>")
    return "".join(parts)


def _sent(sent: Sent, common: Common) -> str:
    chip = f'<span class="chip" data-tone="{sent.tone}" title="{escape(sent.to)}">{escape(sent.label)}</span>'
    again = _again(sent, common) if sent.again and common.again else ""
    answer = f'<p class="answer">{escape(sent.answer)}</p>' if sent.answer else ""
    return chip + again + answer


def _again(sent: Sent, common: Common) -> str:
    url = f"{common.base}deliveries/{sent.id}/again/"
    return (
        f'<form method="post" action="{url}" hx-post="{url}" hx-target="#thread" hx-swap="outerHTML">'
        f'<input type="hidden" name="csrfmiddlewaretoken" value="{common.token}">'
        f'<button class="link">{escape(_("Send again"))}</button></form>'
    )


def _icon(name: str, common: Common) -> str:
    return f'<svg class="icon" aria-hidden="true"><use href="{common.icons}#{name}"/></svg>'
