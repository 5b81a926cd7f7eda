"""The lines of the conversation, as HTML.

Written here and not in a template, like the rows of the inbox: twenty messages with their forty variables cost the
template engine six milliseconds and this a half. Everything that people wrote goes through `escape`; the words of a
message come escaped, as `SafeString`, from `shared.looks.with_links`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from escalera.faces.desk.ticket.carried_lines import carried_html, quote_html, reactions_html
from escalera.faces.desk.ticket.placing.line import why_html
from escalera.faces.desk.ticket.said import Fold, Said, Sent
from escalera.faces.desk.ticket.timeline import Happened

MOST_IN_A_ROW = 3  # small events of one person that stand open
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
    parts: bool  # open parts that a reply can be sent on to
    menu: str  # the words of each message's menu, said once
    copy: str
    split: str
    pass_on: str
    original: str
    show_all: str
    translate: str
    translated: str
    answer: str


def lines_html(
    timeline: Iterable[Said | Happened], *, base: str, token: str, again: bool, parts: bool = False
) -> SafeString:
    """Return the conversation, ready to be printed. `token`: against forged requests, for the forms in it; `parts`:
    whether the ticket has open parts that a reply can be sent on to."""
    icons, title = escape(static("escalera/icons.svg")), escape(_("The mail in its original form"))
    words = (_("More about this message"), _("Copy a link to it"), _("Split from here…"),
             _("Send it to the parts too"), _("Original form"), _("Show all"), _("Translate"),
             _("Translated by the language model"), _("Answer this message"))  # fmt: skip
    common = Common(
        icons, escape(base), escape(token), again, escape(_("Why here?")), title, parts and again, *map(escape, words)
    )
    timeline = list(timeline)
    lines = [_run(run, common) for run in _runs(timeline)]
    lines += [_broken(one, common) for one in timeline if isinstance(one, Said) and one.sent and one.sent.again]
    return mark_safe("\n".join(lines))  # noqa: S308 - every line escapes what it prints


def _runs(timeline: Iterable[Said | Happened]) -> Iterable[list[Said | Happened]]:
    """Yield the lines one by one, but what one person did in one go, in small steps, together."""
    run: list[Said | Happened] = []
    for one in timeline:
        last = run[-1] if run else None
        if not (
            isinstance(one, Happened) and isinstance(last, Happened)
            and one.is_small and last.is_small and one.who == last.who and not last.sums_up
        ):  # fmt: skip
            if run:
                yield run
            run = []
        run.append(one)
    if run:
        yield run


def _run(run: list[Said | Happened], common: Common) -> str:
    """Return a few lines as they are, and more of them behind one that opens; what a rule did, behind what it says."""
    lines = "\n".join(_event(one, common) if isinstance(one, Happened) else _message(one, common) for one in run)
    first, last = run[0], run[-1]
    if not isinstance(first, Happened) or not isinstance(last, Happened):
        return lines
    if last.sums_up and len(run) > 1:
        lines = "\n".join(_event(one, common) for one in run[:-1] if isinstance(one, Happened))
        return _folded(first, last, last.icon, last.sentence, lines, common)
    if len(run) <= MOST_IN_A_ROW:
        return lines
    words = ngettext("%(who)s: %(count)d change", "%(who)s: %(count)d changes", len(run))
    return _folded(first, last, "dots", words % {"who": first.who, "count": len(run)}, lines, common)


def _folded(first: Happened, last: Happened, icon: str, words: str, lines: str, common: Common) -> str:
    return (
        f'<details class="events" id="events-{first.id}"><summary class="event">{_icon(icon, common)}'
        f'<div>{escape(words)}</div><time title="{last.full}">{last.when}</time></summary>{lines}</details>'
    )


def _broken(one: Said, common: Common) -> str:
    """Say at the end of the thread too that a mail of ours did not arrive: there people look."""
    words = escape(_("Your message of %(when)s did not arrive.") % {"when": one.when})
    answer = f"<p><small>{escape(one.sent.answer)}</small></p>" if one.sent and one.sent.answer else ""
    return (
        f'<div class="notice" data-tone="bad" role="status">{_icon("warn", common)}<div class="grow"><p><b>{words}</b> '
        f'<a class="link" href="#message-{one.id}">{escape(_("Go to it"))}</a></p>{answer}</div></div>'
    )


def _event(one: Happened, common: Common) -> str:
    level = f' data-level="{one.level}"' if one.level else ""
    reason = f"<i>«{escape(one.reason)}»</i>" if one.reason else ""
    parts = "".join(f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>" for label, value in one.handover)
    packet = f"<dl>{parts}</dl>" if parts else ""
    return (
        f'<div class="event"{level}>{_icon(one.icon, common)}<div>{_sentence(one, common)}{reason}{packet}</div>'
        f'<time title="{one.full}">{one.when}</time></div>'
    )


def _sentence(one: Happened, common: Common) -> str:
    """Return the sentence, the tickets that it names as links, and the way back if there is one."""
    words = escape(one.sentence)
    for number in one.numbers:
        url = escape(reverse("desk:ticket", args=[number]))
        words = words.replace(f"#{number}", f'<a class="link" href="{url}">#{number}</a>', 1)
    if not one.undo:
        return words
    url = f"{common.base}merges/{one.undo}/off/"
    return f"{words} {_form(url, common, escape(_('Undo')), 'link')}"


def _form(url: str, common: Common, label: str, kind: str = "") -> str:
    look = f' class="{kind}"' if kind else ""
    return (
        f'<form method="post" action="{url}" hx-post="{url}" hx-target="#thread" hx-swap="outerHTML">'
        f'<input type="hidden" name="csrfmiddlewaretoken" value="{common.token}"><button{look}>{label}</button></form>'
    )


def _menu(one: Said, common: Common) -> str:
    """Return what can be done with one message."""
    link = f"{common.base}#message-{one.id}"
    lines = [f'<a href="{link}" data-copies="{link}">{_icon("link", common)}{common.copy}</a>']
    if common.again:
        url = f"{common.base}split/?from={one.id}"
        lines.append(f'<a href="{url}" hx-get="{url}" hx-target="#panel">{_icon("split", common)}{common.split}</a>')
    if common.again and one.may_answer:
        lines.append(f'<a href="#composer" data-answers="{one.id}">{_icon("reply", common)}{common.answer}</a>')
    if common.parts and one.side == "agent":
        url = f"{common.base}messages/{one.id}/parts/"
        lines.append(_form(url, common, _icon("send", common) + common.pass_on))
    if one.may_translate:
        url = f"{common.base}messages/{one.id}/translation/"
        lines.append(_form(url, common, f'<span class="icon" aria-hidden="true">✦</span>{common.translate}'))
    if one.html_url:
        lines.append(
            f'<a href="{escape(one.html_url)}" target="_blank" rel="noopener">{_icon("email", common)}{common.original}</a>'
        )
    return (
        f'<details class="menu push"><summary aria-label="{common.menu}" title="{common.menu}">{_icon("dots", common)}'
        f'</summary><div class="sheet">{"".join(lines)}</div></details>'
    )


def _message(one: Said, common: Common) -> str:
    face = escape(one.initials) or f'<svg class="icon"><use href="{common.icons}#again"/></svg>'
    icon = _icon(one.icon, common) if one.icon else ""
    chips = "".join(
        f'<span class="chip" data-tone="{chip.tone}">{_icon(chip.icon, common) if chip.icon else ""}'
        f"{escape(chip.text)}</span>"
        for chip in one.chips
    )
    quote = quote_html(one.carried, _icon("reply", common))
    foot = f'<div class="foot">{_foot(one, common)}</div>' if one.foot else ""
    return (
        f'<article class="message" id="message-{one.id}" data-side="{one.side}">'
        f'<span class="avatar" data-hue="{one.hue}" aria-hidden="true">{face}</span><div>\n'
        f'<header><b>{escape(one.name)}</b>{icon}<small title="{one.full}">{one.when} · {escape(one.via)}</small>'
        f'{chips}{_menu(one, common)}</header>\n<div class="bubble">{_warning(one, common)}{quote}{_body(one, common)}'
        f"{_translated(one, common)}{_carried(one, common) if one.carries else ''}</div>\n"
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


def _translated(one: Said, common: Common) -> str:
    """Return the words in the reader's language, under the customer's own."""
    if not one.translated:
        return ""
    return (
        f'<details class="folded" open><summary>✦ {common.translated}</summary>'
        f'<div class="body">{one.translated}</div></details>'
    )


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
        f"{carried_html(one.carried, common.icons)}{invites}{_group('pictures', pictures)}{_group('attachments', files)}"
        f"{_folds(one.forwards, ' open', one, common)}{_folds(one.folds, '', one, common)}"
    )


def _group(name: str, content: str) -> str:
    return f'<div class="{name}">{content}</div>' if content else ""


def _folds(folds: Sequence[Fold], state: str, one: Said, common: Common) -> str:
    return "".join(
        f'<details class="folded"{state}><summary>{escape(fold.label)}</summary><div class="body">{fold.text}'
        f"{_rest(fold, one, common) if fold.place >= 0 else ''}</div></details>"
        for fold in folds
    )


def _rest(fold: Fold, one: Said, common: Common) -> str:
    """Return the way to the rest of a part that is too long for the page."""
    url = f"{common.base}messages/{one.id}/folded/{fold.place}/"
    asks = 'hx-target="closest .body" hx-swap="outerHTML"'
    return f'… <a class="link" href="{url}" hx-get="{url}" {asks}>{common.show_all}</a>'


def _foot(one: Said, common: Common) -> str:
    parts = [reactions_html(one.carried), _sent(one, one.sent, common) if one.sent else ""]
    if one.html_url and not one.html_open:
        form = escape(_("Original form"))
        parts.append(f'<details><summary class="link">{form}</summary>{_frame(one, common)}</details>')
    if one.remote:
        parts.append(
            f'<span>{escape(one.remote)} · <a class="link" href="{escape(one.html_url)}?images=1"'
            f' data-images="{one.id}" target="_blank" rel="noopener">{escape(_("Show them"))}</a></span>'
        )
    if one.rule:
        summary, fix = (one.rule if one.rule_shown else common.why), (_("Put it right…") if common.again else "")
        parts.append(why_html(key=one.id, base=common.base, summary=summary, rule=one.rule, fix=fix))
    return "".join(parts)


def _sent(one: Said, sent: Sent, common: Common) -> str:
    title = " · ".join(words for words in (sent.to, sent.steps) if words)
    chip = f'<span class="chip" data-tone="{sent.tone}" title="{escape(title)}">{escape(sent.label)}</span>'
    again = _again(sent, common) + _elsewhere(one, common) if sent.again and common.again else ""
    answer = f'<p class="answer">{escape(sent.answer)}</p>' if sent.answer else ""
    return chip + again + answer


def _again(sent: Sent, common: Common) -> str:
    return _form(f"{common.base}deliveries/{sent.id}/again/", common, escape(_("Send again")), "link")


def _elsewhere(one: Said, common: Common) -> str:
    """Return the button that puts the words into the composer again, where another way is chosen."""
    url = f"{common.base}messages/{one.id}/elsewhere/"
    return (
        f'<form method="post" action="{url}" hx-post="{url}" hx-target="#composer" hx-swap="outerHTML">'
        f'<input type="hidden" name="csrfmiddlewaretoken" value="{common.token}">'
        f'<button class="link">{escape(_("Send by another channel"))}</button></form>'
    )


def _icon(name: str, common: Common) -> str:
    return f'<svg class="icon" aria-hidden="true"><use href="{common.icons}#{name}"/></svg>'
