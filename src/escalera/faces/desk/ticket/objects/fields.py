"""The company's fields in the context column: each is a control that is saved by itself when it changes.

Written here and not in a template, like the lines of the conversation: they stand on every ticket page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from escalera.core.tickets.choices import FieldKind, RequiredAt
from escalera.core.tickets.filling import Filled, Value

PREFIX = "field-"


@dataclass(frozen=True, slots=True)
class Asked:
    """How the fields are shown. `missing`: keys that resolving asked for; `errors`: words by key; `given`: what was
    written and refused, by key."""

    url: str
    token: str
    may_edit: bool
    missing: frozenset[str] = frozenset()
    errors: Mapping[str, str] | None = None
    given: Mapping[str, Sequence[str]] | None = None


def fields_html(fields: Sequence[Filled], asked: Asked) -> SafeString:
    """Return the form with every field that applies or holds something; "" if there is none."""
    if not fields:
        return mark_safe("")
    lines = "".join(_line(one, asked) for one in fields)
    if not asked.may_edit:
        return mark_safe(f'<dl class="facts">{lines}</dl>')  # noqa: S308 - every line escapes what it prints
    save = escape(_("Save"))
    return mark_safe(  # noqa: S308
        f'<form class="blanks" method="post" action="{escape(asked.url)}">'
        f'<input type="hidden" name="csrfmiddlewaretoken" value="{escape(asked.token)}">{lines}'
        f'<noscript><button class="button">{save}</button></noscript></form>'
    )


def _line(one: Filled, asked: Asked) -> str:
    label = escape(one.field.label)
    if not asked.may_edit:
        return f"<dt>{label}</dt><dd>{escape(one.words) or '—'}</dd>"
    name = PREFIX + one.field.key
    error = (asked.errors or {}).get(one.field.key, "")
    lacks = one.field.key in asked.missing
    if lacks and not error:
        error = _("Needed to resolve")
    notes = ([f'<small class="bad" id="{name}-error">{escape(error)}</small>'] if error else []) + (
        [f'<small id="{name}-help">{escape(one.field.help)}</small>'] if one.field.help else []
    )
    if not one.applies:
        notes.append(f"<small>{escape(_('No longer asked; kept.'))}</small>")
    described = " ".join([f"{name}-error"] * bool(error) + [f"{name}-help"] * bool(one.field.help))
    state = f' aria-describedby="{described}"' if described else ""
    state += ' aria-invalid="true"' if error else ""
    state += " autofocus" if lacks and one.field.key == min(asked.missing) else ""
    given = (asked.given or {}).get(one.field.key)
    star = ' <abbr title="{}">*</abbr>'.format(escape(_("required")))
    need = star if one.field.required_at != RequiredAt.NEVER and one.applies else ""
    control = _control(one, name, state, given)
    group = one.field.kind == FieldKind.MULTI
    head = f'<span id="{name}-label">{label}{need}</span>'
    tag = "div" if group else "label"
    role = f' role="group" aria-labelledby="{name}-label"' if group else ""
    return (
        f'<{tag} class="blank"{role} hx-post="{escape(asked.url)}" hx-trigger="change" hx-target="#thread"'
        f' hx-swap="outerHTML" hx-params="{name}">{head}{control}{"".join(notes)}</{tag}>'
    )


def _control(one: Filled, name: str, state: str, given: Sequence[str] | None) -> str:
    text = given[0] if given else _plain(one.value)
    common = f'name="{name}" id="{name}"{state}'
    match one.field.kind:
        case FieldKind.LONG:
            return f'<textarea class="input" rows="2" {common}>\n{escape(text)}</textarea>'
        case FieldKind.CHOICE:
            return _select(one.field.choices, text, common)
        case FieldKind.FLAG:
            chosen = {True: "yes", False: "no"}.get(one.value, "") if isinstance(one.value, bool) else ""
            return _select(["yes", "no"], chosen, common, {"yes": _("Yes"), "no": _("No")})
        case FieldKind.MULTI:
            held = one.value if isinstance(one.value, tuple) else ()
            ticks = "".join(
                f'<label class="tick"><input type="checkbox" name="{name}" value="{escape(choice)}"'
                f"{' checked' if choice in held else ''}>{escape(choice)}</label>"
                for choice in one.field.choices
            )
            return f'<input type="hidden" name="{name}" value="">{ticks}'
        case FieldKind.NUMBER:
            return f'<input class="input num" inputmode="decimal" autocomplete="off" value="{escape(text)}" {common}>'
        case FieldKind.DATE:
            return f'<input class="input" type="date" value="{escape(text)}" {common}>'
        case _:
            return f'<input class="input" maxlength="400" value="{escape(text)}" {common}>'


def _select(choices: Sequence[str], chosen: str, common: str, words: Mapping[str, str] | None = None) -> str:
    known = list(choices) if not chosen or chosen in choices else [*choices, chosen]
    said = words or {}
    options = "".join(
        f'<option value="{escape(one)}"{" selected" if one == chosen else ""}>{escape(said.get(one, one))}</option>'
        for one in known
    )
    return f'<select class="input" {common}><option value="">—</option>{options}</select>'


def _plain(value: Value) -> str:
    """Return a value as its control takes it."""
    if value is None or isinstance(value, tuple):
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else str(value)
