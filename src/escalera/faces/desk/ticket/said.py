"""One message of the conversation, as strings that stand ready."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.safestring import SafeString
from django.utils.timezone import is_naive
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from escalera.core.channels.models import DeliveryState
from escalera.core.channels.shared.capabilities import capabilities_of
from escalera.core.tickets.models import Attachment
from escalera.faces.desk.shared.looks import channel_icon, channel_name, hue, initials, size, with_links
from escalera.faces.desk.shared.moments import Moments
from escalera.faces.desk.shared.placed import placed_in_words, stands_out
from escalera.faces.desk.ticket.carried import NOTHING as NOT_CARRIED
from escalera.faces.desk.ticket.carried import Carried, carried
from escalera.faces.desk.ticket.reading import Coming, File, Sending, Words

SHOWN_AT_ONCE = 12_000  # characters of one message; the rest unfolds
FOLDED_AT_ONCE = 4_000  # of a quoted part
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
NOTHING: dict[str, Any] = {}
NO_WORDS = SafeString()

SECURITY = {"smime": "S/MIME", "pgp": "PGP"}


@dataclass(frozen=True, slots=True)
class FileLink:
    name: str
    size: str
    url: str


@dataclass(frozen=True, slots=True)
class Fold:
    """Words that are there for who wants them: a quote, a signature, the end of a very long text."""

    label: str
    text: SafeString
    place: int = -1  # of a part that is too long for the page; the rest comes when asked for


@dataclass(frozen=True, slots=True)
class Chip:
    text: str
    tone: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Invite:
    what: str
    when: str
    where: str


@dataclass(frozen=True, slots=True)
class Sent:
    """How far our answer got. `steps`: what happened when; `answer` is what the other server said."""

    id: int
    steps: str
    label: str
    tone: str
    answer: str
    to: str
    again: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A message. `side`: customer, agent, note or auto."""

    id: str
    side: str
    name: str
    initials: str
    hue: str
    when: str
    full: str
    icon: str
    via: str
    text: SafeString
    folds: list[Fold]
    chips: list[Chip]
    warning: str
    rule: str
    pictures: list[FileLink]
    files: list[FileLink]
    invites: list[Invite]
    forwards: list[Fold]
    html_url: str
    html_open: bool
    remote: str
    sent: Sent | None
    carries: bool  # anything under the words
    foot: bool  # anything under the bubble
    carried: Carried = NOT_CARRIED
    rule_shown: bool = False  # worth a line before anybody asks
    may_answer: bool = False  # its channel knows answers to one message
    translated: SafeString = NO_WORDS
    may_translate: bool = False
    is_event: bool = False


def said(
    message: Words,
    attached: Sequence[File],
    sending: Sending | None,
    moments: Moments,
    *,
    translated: str = "",
    may_translate: bool = False,
    door: str = "",
    coming: Sequence[Coming] = (),
) -> Said:
    """Return a message ready to be printed. `door`: the channel's name where its kind has several;
    `translated`: its words in the reader's language, if somebody asked."""
    extra = message.extra or NOTHING
    side = _side(message)
    author = message.agent or message.contact or ""
    name = author or _("Automatic answer")
    text, rest = message.text[:SHOWN_AT_ONCE], message.text[SHOWN_AT_ONCE:]
    html = message.html or ""
    in_form = bool(html) and (bool(extra.get("rich")) or 'src="cid:' in html)
    pictures, files = _files(attached, html if in_form else "")
    folds = [
        *([Fold(_("Rest of the text"), with_links(rest))] if rest else []),
        *_folds(message),
        *_first(extra, moments),
    ]
    besides = carried(extra, coming)
    can = capabilities_of(message.channel)
    invites = [_invite(one, moments) for one in extra.get("invitations") or []]
    forwards = [_forward(one) for one in extra.get("forwarded") or []]
    rule, remote = placed_in_words(extra), _remote(int(extra.get("remote_images") or 0), html)
    return Said(
        id=str(message.id),
        side=side,
        name=name,
        initials=initials(name) if author else "",
        hue=str(hue(name)) if author else "none",
        when=moments.clock(message.at),
        full=moments.full(message.at),
        icon="" if side == "note" else channel_icon(message.channel),
        via=_("internal note") if side == "note" else _via(message, door),
        text=with_links(text),
        folds=folds,
        chips=_chips(extra) if extra else [],
        warning=_stranger() if extra.get("outsider") else "",
        rule=rule,
        rule_shown=stands_out(extra),
        pictures=pictures,
        files=files,
        invites=invites,
        forwards=forwards,
        html_url=reverse("desk:message-html", args=[message.id]) if html else "",
        html_open=in_form,
        remote=remote,
        sent=_sent(sending, moments) if sending else None,
        carries=bool(folds or pictures or files or invites or forwards or not besides.is_empty),
        foot=bool(rule or remote or html or sending or besides.reactions),
        carried=besides,
        may_answer=can is not None and can.replies_to and message.kind != "note",
        translated=with_links(translated) if translated else NO_WORDS,
        may_translate=may_translate,
    )


def _via(message: Words, door: str) -> str:
    name = channel_name(message.channel)
    return f"{name} · {door}" if door else name


def _first(extra: dict[str, Any], moments: Moments) -> list[Fold]:
    """Return what an edited message said first."""
    edited = extra.get("edited")
    if not isinstance(edited, dict):
        return []
    label = _("Edited %(when)s: what it said first") % {"when": _when(str(edited.get("at") or ""), moments)}
    return [Fold(label, with_links(str(edited.get("first") or "")[:FOLDED_AT_ONCE]))]


def _stranger() -> str:
    return _("The sender was not part of this ticket until now: check who they are before you answer.")


def _remote(count: int, html: str) -> str:
    """Say how many images of other servers wait, and which of them stay away in any case."""
    if not count:
        return ""
    words = ngettext("%(count)d remote image was not loaded", "%(count)d remote images were not loaded", count)
    words = words % {"count": count}
    if (bare := html.count(' data-src="http://')) == 0:
        return words
    why = ngettext(
        "%(count)d stays blocked: its address is not encrypted (http://)",
        "%(count)d stay blocked: their addresses are not encrypted (http://)",
        bare,
    )
    return f"{words}; {why % {'count': bare}}"


def _side(message: Words) -> str:
    if message.kind == "note":
        return "note"
    if message.kind == "bot" or not (message.agent or message.contact):
        return "auto"
    return "customer" if message.contact else "agent"


def _folds(message: Words) -> list[Fold]:
    if not message.folded:
        return []
    labels = {"signature": _("Signature"), "quote": _("Quoted text"), "assistant": _("Said with the assistant")}
    folds = []
    for place, part in enumerate(message.folded[:50]):
        text = "\n".join(
            piece for piece in (part.get("header", "").strip(), part.get("text", "").strip("\n")) if piece
        )
        label = labels.get(part.get("kind", ""), _("Forwarded text"))
        long = len(text) > FOLDED_AT_ONCE
        folds.append(Fold(label, with_links(text[:FOLDED_AT_ONCE]), place if long else -1))
    return folds


def _chips(extra: dict[str, Any]) -> list[Chip]:
    chips = []
    security = str(extra.get("security") or "")
    if security:
        label = _("Encrypted") if "encr" in security else _("Signed")
        chips.append(Chip(f"{label} · {SECURITY.get(security.partition('-')[0], security)}", "ok", "lock"))
    if extra.get("automatic"):
        chips.append(Chip(_("Automatic")))
    if extra.get("written_in"):
        chips.append(Chip(_("Written in %(channel)s") % {"channel": channel_name(str(extra["written_in"]))}))
    if extra.get("taken_back"):
        chips.append(Chip(_("They took it back"), "warn"))
    if extra.get("edited"):
        chips.append(Chip(_("Edited")))
    if extra.get("covered"):
        chips.append(Chip(_("Personal data covered"), icon="lock"))
    if extra.get("forwarded"):
        chips.append(Chip(_("Forwarded mail")))
    if extra.get("call"):
        chips.append(Chip(_("✦ With the language model")))
    return chips


def _files(attached: Sequence[File], shown_html: str) -> tuple[list[FileLink], list[FileLink]]:
    """Part what is worth seeing from what is to be fetched; an image that the form shows isn't shown twice."""
    pictures: list[FileLink] = []
    files: list[FileLink] = []
    for one in attached:
        if one.content_id and f'src="cid:{one.content_id.strip("<>")}"' in shown_html:
            continue
        target = pictures if one.is_inline and one.content_type in PICTURES else files
        target.append(FileLink(one.name or _("unnamed"), size(one.size), file_url(one)))
    return pictures, files


def file_url(one: File | Attachment) -> str:
    """Return where a file is given out; the name at the end is only for the reader's disk."""
    name = one.name.replace("/", "_").replace("\\", "_").strip(".") or "file"
    return reverse("desk:file", args=[one.id, name])


def _invite(one: dict[str, Any], moments: Moments) -> Invite:
    starts, ends = str(one.get("starts") or ""), str(one.get("ends") or "")
    when = " – ".join(_when(text, moments) for text in (starts, ends) if text)
    cancelled = str(one.get("method", "")).upper() == "CANCEL"
    what = str(one.get("summary") or _("Invitation"))
    return Invite(
        _("Cancelled: %(what)s") % {"what": what} if cancelled else what, when, str(one.get("location") or "")
    )


def _when(text: str, moments: Moments) -> str:
    try:
        moment = parse_datetime(text)
        if moment is not None:
            return (
                f"{moment.day} {moments.months[moment.month]} {moment:%H:%M}"
                if is_naive(moment)
                else moments.clock(moment)
            )
        day = parse_date(text)
    except ValueError:
        return text
    return f"{day.day} {moments.months[day.month]} {day.year}" if day else text


def _forward(one: dict[str, Any]) -> Fold:
    head = " · ".join(str(one[key]) for key in ("from", "subject", "date") if one.get(key))
    return Fold(_("Forwarded: %(head)s") % {"head": head}, with_links(str(one.get("text", ""))))


def _sent(delivery: Sending, moments: Moments) -> Sent:
    """Return how far it got: the furthest state by its name, the times of all in the title."""
    tones = {"failed": "bad", "bounced": "bad", "sent": "ok"}
    broken = delivery.state in ("failed", "bounced")
    waits = delivery.state == "queued" and delivery.attempts > 0
    label = _("Trying again") if waits else str(DeliveryState(delivery.state).label)
    steps = [
        (str(words), at) for words, at in ((DeliveryState.SENT.label, delivery.sent_at),
        (_("Delivered"), delivery.delivered_at), (pgettext("message", "Read"), delivery.read_at)) if at is not None
    ]  # fmt: skip
    if steps and not broken and not waits:
        label = f"{steps[-1][0]} {moments.clock(steps[-1][1])}" if len(steps) > 1 else label
    return Sent(
        id=delivery.id,
        steps=" · ".join(f"{words} {moments.full(at)}" for words, at in steps),
        label=label,
        tone="warn" if waits else tones.get(delivery.state, ""),
        answer=delivery.answer[:600] if broken or waits else "",
        to=", ".join([*delivery.to, *delivery.cc]),
        again=broken,
    )
