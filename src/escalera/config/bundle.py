"""A sheet or a script with what it imports, as one file: one request instead of thirty, and no build tool.

Only what our own files do is known: `@import url("…") layer(…);`, and plain imports and exports, each on a line of its
own. A script that does anything else is left as it is, and the browser fetches what it imports."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

Read = Callable[[str], "str | None"]
_LAYER = re.compile(r'@import url\("([^"]+)"\) layer\((\w+)\);')
_IMPORT = re.compile(r'^import (?:(\{[^}\n]*\}) from )?"(\.{1,2}/[^"\n]+)";?$', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?(?:class|function|const) (\w+))", re.MULTILINE)
_LEFT = re.compile(r"^\s*(?:import|export)\b|\bimport\s*[.(]", re.MULTILINE)


class NotPlain(Exception):
    """A script does what this file does not know."""


def sheet(name: str, read: Read) -> str:
    """Return a sheet with what it imports, each in its layer. Imported files hold no relative addresses."""

    def whole(found: re.Match[str]) -> str:
        imported = _beside(name, found[1])
        return f"@layer {found[2]} {{\n{sheet(imported, read)}}}" if read(imported) is not None else found[0]

    return _LAYER.sub(whole, read(name) or "")


def script(name: str, read: Read) -> str:
    """Return a module with what it imports, each in a scope of its own and run once, those that others need first.

    A script that imports nothing stays as it is: it may be none of our modules."""
    text, order = read(name) or "", dict[str, str]()
    if not _IMPORT.search(text):
        return text
    try:
        _collect(name, read, order, ())
    except NotPlain:
        return text
    return "\n".join(order.values())


def _collect(name: str, read: Read, order: dict[str, str], above: tuple[str, ...]) -> None:
    """Put a module after those that it imports. Raises: NotPlain, also where modules import each other."""
    text = read(name)
    if text is None or name in above:
        raise NotPlain(name)
    if name in order:
        return
    for _names, path in _IMPORT.findall(text):
        _collect(_beside(name, path), read, order, (*above, name))

    def taken(found: re.Match[str]) -> str:
        names = (found[1] or "").replace(" as ", ": ")
        return f"const {names} = {_scope(_beside(name, found[2]))}" if names else ""

    body = _IMPORT.sub(taken, text)
    given = ", ".join(made for _whole, made in _EXPORT.findall(body))
    body = _EXPORT.sub(r"\1", body)
    if _LEFT.search(body):
        raise NotPlain(name)
    order[name] = f"const {_scope(name)} = (() => {{\n{body}\nreturn {{ {given} }}\n}})()"


def _scope(name: str) -> str:
    return "of_" + re.sub(r"\W", "_", name)


def _beside(name: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
