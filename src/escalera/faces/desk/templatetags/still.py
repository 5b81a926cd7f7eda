"""Parts of a page that stand still: rendered once, then only filled in.

Most of a page is the same for everybody: icons, labels, forms. Rendering it costs the template engine milliseconds, and
this a few string joins:

    {% still may_write kind with base csrf_token %} … {% endstill %}

The part is rendered once for each language, the company's own words, and each value of the names before `with` (of which
there must be few).
The names after `with` are different each time: they are printed as they are, without filters and in no condition.
Inside, nothing else is known: what is not named is empty, so nothing of one reader can reach another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.template import Context, Library, Node, NodeList, TemplateSyntaxError
from django.template.base import FilterExpression, Parser, Token
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from escalera.base.settings.words import house

register = Library()
MOST = 200  # renderings kept of one part
_HOLE = re.compile("\x00(\\d+)\x00")


class StillNode(Node):
    """Keeps its renderings as lists of text and, at every second place, the hole's number."""

    def __init__(
        self, nodelist: NodeList, fixed: dict[str, FilterExpression], filled: dict[str, FilterExpression]
    ) -> None:
        self.nodelist, self.fixed, self.filled = nodelist, fixed, filled
        self.kept: dict[tuple[Any, ...], list[str]] = {}

    def render(self, context: Context) -> SafeString:
        values = [one.resolve(context) for one in self.fixed.values()]
        key = (get_language(), house().spoken, *values)
        pieces = self.kept.get(key)
        if pieces is None:
            if len(self.kept) >= MOST:
                self.kept.clear()
            pieces = self.kept[key] = self._pieces(context, values)
        if len(pieces) == 1:
            return mark_safe(pieces[0])  # noqa: S308 - rendered by the engine
        given = [conditional_escape(one.resolve(context)).replace("\x00", "") for one in self.filled.values()]
        whole = pieces.copy()
        for place in range(1, len(whole), 2):
            whole[place] = given[int(whole[place])]
        return mark_safe("".join(whole))  # noqa: S308 - what was filled in was escaped

    def _pieces(self, context: Context, values: Sequence[Any]) -> list[str]:
        known = dict(zip(self.fixed, values, strict=True))
        holes = {name: f"\x00{number}\x00" for number, name in enumerate(self.filled)}
        return _HOLE.split(self.nodelist.render(context.new({**known, **holes})))


@register.tag
def still(parser: Parser, token: Token) -> StillNode:
    """Compile the part. Names are plain (`kind`) or given one (`mine=ticket.mine`)."""
    names = token.split_contents()[1:]
    fixed, filled = names, []
    if "with" in names:
        fixed, filled = names[: names.index("with")], names[names.index("with") + 1 :]
    nodelist = parser.parse(("endstill",))
    parser.delete_first_token()
    return StillNode(nodelist, _named(parser, fixed), _named(parser, filled))


def _named(parser: Parser, words: Sequence[str]) -> dict[str, FilterExpression]:
    pairs = [word.partition("=") if "=" in word else (word, "=", word) for word in words]
    for name, _equals, _value in pairs:
        if not name.isidentifier():
            raise TemplateSyntaxError(f"still: {name!r} needs a name of its own: name={name}")
    return {name: parser.compile_filter(value) for name, _equals, value in pairs}
