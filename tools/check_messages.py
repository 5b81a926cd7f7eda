"""Fail on a string that a reader would see in English: not in the catalogue, empty, fuzzy, other variables; and on one
that rooms translate differently: Django lays all catalogues over each other, so only one of the two would be read.
Where a word means two things, give it a context (`pgettext`, `{% translate "…" context "…" %}`).

A variant (es_419) holds only what it says otherwise than its language; what it holds is checked the same way.

Reads the sources with the same extraction that `makemessages` uses (GNU gettext's xgettext), where it is installed;
without it, only the catalogues themselves are checked and the rest is named as skipped."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from escalera.base.text.places import meaning

ROOT = Path(__file__).resolve().parent.parent / "src" / "escalera"
LANGUAGES = ["es", "pt_BR"]
VARIANTS = ["es_419"]
GLUE = "\x04"  # between a context and the string
Used = dict[str, "str | tuple[str, str]"]
_VARIABLE = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


def main() -> int:
    """Print what is wrong; with `--update`, add the missing strings to the catalogues, untranslated."""
    problems: list[str] = []
    for room in sorted(path.parent for path in ROOT.glob("**/apps.py")):
        used = _used(room)
        for language in LANGUAGES:
            if "--update" in sys.argv:
                _add_missing(room, language, used)
            problems += _room_problems(room, language, used)
        for variant in VARIANTS:
            problems += _variant_problems(room, variant)
    problems += [problem for language in (*LANGUAGES, *VARIANTS) for problem in clashes(language)]
    for problem in problems:
        print(problem)
    if shutil.which("xgettext") is None:
        print("skipped: strings in the sources (apt-get install gettext)")
    return 1 if problems else 0


def clashes(language: str, root: Path = ROOT) -> list[str]:
    """Return one line for each string to which rooms give different translations."""
    found: dict[tuple[str, bool], dict[object, list[str]]] = defaultdict(lambda: defaultdict(list))
    for po in sorted(root.glob(f"**/locale/{language}/LC_MESSAGES/django.po")):
        room = str(po.parents[3].relative_to(root))
        with po.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id:
                    plural = not isinstance(message.id, str)
                    found[_key(message), plural][message.string].append(room)
    return [
        f"[{language}]: {key!r} is " + ", ".join(f"{words!r} ({' '.join(rooms)})" for words, rooms in given.items())
        for (key, _plural), given in sorted(found.items())
        if len(given) > 1
    ]


def _add_missing(room: Path, language: str, used: Used) -> None:
    po = room / "locale" / language / "LC_MESSAGES" / "django.po"
    if not used:
        return
    if po.exists():
        with po.open("rb") as file:
            catalogue = read_po(file, locale=language)
    else:
        catalogue = Catalog(locale=language, project="Escalera", header_comment="# Escalera, in its own words.")
    known = {_key(message) for message in catalogue if message.id}
    for text in sorted(used.keys() - known):
        catalogue.add(used[text], context=text.split(GLUE)[0] if GLUE in text else None)
    po.parent.mkdir(parents=True, exist_ok=True)
    with po.open("wb") as file:
        write_po(file, catalogue, width=118, omit_header=False, sort_output=True)


def _room_problems(room: Path, language: str, used: Used) -> list[str]:
    po = room / "locale" / language / "LC_MESSAGES" / "django.po"
    name = room.relative_to(ROOT)
    if not po.exists():
        return [f"{name}: {len(used)} strings and no {language} catalogue"] if used else []
    with po.open("rb") as file:
        catalogue = read_po(file, locale=language)
    known = {_key(message): message for message in catalogue if message.id}
    problems = [f"{name} [{language}]: untranslated: {text!r}" for text in sorted(used.keys() - known.keys())]
    for key, message in known.items():
        problems += [f"{name} [{language}]: {problem}: {key!r}" for problem in _problems(message)]
    return problems


def _variant_problems(room: Path, language: str) -> list[str]:
    po = room / "locale" / language / "LC_MESSAGES" / "django.po"
    if not po.exists():
        return []
    with po.open("rb") as file:
        catalogue = read_po(file, locale=language)
    name = room.relative_to(ROOT)
    messages = [message for message in catalogue if message.id]
    return [f"{name} [{language}]: {p}: {_key(message)!r}" for message in messages for p in _problems(message)]


def _problems(message: Message) -> list[str]:
    strings = message.string if isinstance(message.string, (tuple, list)) else [message.string]
    ids = message.id if isinstance(message.id, (tuple, list)) else [message.id]
    if not all(strings):
        return ["empty"]
    if message.fuzzy:
        return ["fuzzy"]
    wanted, given = _variables(ids), _variables(strings)
    return [] if given <= wanted and (len(ids) > 1 or wanted == given) else ["other variables"]


def _variables(texts: Iterable[object]) -> set[tuple[str, str]]:
    """Return what is filled in; places that writers fill ({cliente}, {customer}) are one under each of their names."""
    found = {v for text in texts for v in _VARIABLE.findall(str(text))}
    return {(outer, meaning(inner)) for outer, inner in found}


def _key(message: Message) -> str:
    """Return the singular, after its context if it has one, as gettext itself keeps it."""
    singular = str(message.id[0] if isinstance(message.id, (tuple, list)) else message.id)
    return f"{message.context}{GLUE}{singular}" if message.context else singular


def _used(room: Path) -> Used:
    """Return the msgids in the room's Python files and templates, by their singular."""
    if shutil.which("xgettext") is None:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        sources = []
        for number, path in enumerate(_sources(room)):
            text = path.read_text()
            if path.suffix in (".html", ".txt"):
                from django.utils.translation.template import templatize

                text = templatize(text)
            target = Path(folder) / f"{number}.py"
            target.write_text(text)
            sources.append(str(target))
        out = Path(folder) / "out.po"
        keywords = ["gettext", "gettext_lazy", "ngettext:1,2", "ngettext_lazy:1,2", "_"]
        keywords += ["pgettext:1c,2", "pgettext_lazy:1c,2", "npgettext:1c,2,3"]
        command = ["xgettext", "-L", "Python", "--from-code=UTF-8", "-o", str(out)]
        command += [f"--keyword={keyword}" for keyword in keywords]
        if not sources:
            return {}
        subprocess.run([*command, *sources], check=True, capture_output=True)
        if not out.exists():
            return {}
        text = out.read_text().replace("charset=CHARSET", "charset=UTF-8")
        text = text.replace("nplurals=INTEGER; plural=EXPRESSION", "nplurals=2; plural=(n != 1)")
        return {_key(message): message.id for message in read_po(io.BytesIO(text.encode())) if message.id}


def _sources(room: Path) -> list[Path]:
    files = [p for p in room.rglob("*") if p.suffix in (".py", ".html", ".txt") and "migrations" not in p.parts]
    inner = [path.parent for path in room.glob("*/**/apps.py")]
    return [path for path in sorted(files) if not any(folder in path.parents for folder in inner)]


if __name__ == "__main__":
    import django
    from django.conf import settings

    settings.configure(USE_I18N=True)
    django.setup()
    sys.exit(main())
