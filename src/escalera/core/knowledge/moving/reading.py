"""Read a file or a folder of articles: Markdown with or without a heading of fields, HTML, CSV, or a zip of these.

A text's language is said by its fields ("language: es"), its name ("vpn.es.md") or a folder ("es/vpn.md"); texts that
differ only in this are one article. Its topic is said by its fields or by its folder. Pictures and attachments that a
text names by a relative address come along."""

from __future__ import annotations

import csv
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

from django.conf import settings
from django.utils.translation import gettext as _

from escalera.core.knowledge.actions.around import LARGEST_FILE, file_name
from escalera.core.knowledge.moving.front import parted
from escalera.core.knowledge.moving.incoming import MOST_ARTICLES, CannotRead, Incoming, Source, Text
from escalera.core.knowledge.moving.marking_down import language_of, title_of, to_markdown
from escalera.core.knowledge.rendering import file_names

LARGEST_TEXT = 2 << 20  # bytes
LARGEST_IN_ALL = 400 << 20
MOST_FILES = 40_000
TEXTS = (".md", ".markdown", ".html", ".htm", ".csv")
_HEADING = re.compile(r"\A\s*#\s+(.{1,300})\n?")
_COLUMNS = {
    "title": ("title", "título", "titulo", "question", "pregunta", "pergunta", "name", "subject"),
    "body": ("body", "text", "html", "content", "answer", "respuesta", "resposta", "contenido", "conteúdo", "texto"),
    "topic": ("topic", "category", "section", "folder", "tema", "categoría", "categoria", "sección", "assunto"),
    "language": ("language", "locale", "lang", "idioma"),
    "audience": ("audience", "visibility", "público", "publico"),
    "key": ("id", "key", "slug", "url"),
    "status": ("status", "state", "estado"),
}
_INTERNAL = ("internal", "interno", "interna", "agents", "private", "team")
_UNPUBLISHED = ("draft", "borrador", "rascunho", "no", "false", "0", "unpublished", "archived")


def read(name: str, content: bytes) -> Source:
    """Return what one file brings: a zip, Markdown, HTML or CSV. Raises: CannotRead."""
    if content[:4] == b"PK\x03\x04":
        return _gathered(name, _unpacked(content))
    if not name.lower().endswith(TEXTS):
        raise CannotRead(_("This is none of these: zip, Markdown, HTML, CSV."))
    return _gathered(name, {posixpath.basename(name.replace("\\", "/")): content})


def read_folder(folder: Path) -> Source:
    """Return what a folder brings, with all below it; links out of it are not followed. Raises: CannotRead."""
    found: dict[str, bytes] = {}
    size = 0
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file() or _is_hidden(path.relative_to(folder).as_posix()):
            continue
        size += path.stat().st_size
        if size > LARGEST_IN_ALL or len(found) >= MOST_FILES:
            raise CannotRead(_("That is more than can be imported at once."))
        found[path.relative_to(folder).as_posix()] = path.read_bytes()
    return _gathered(folder.name, found)


def _unpacked(content: bytes) -> dict[str, bytes]:
    """Return the files of a zip; what it unpacks to is counted, not believed. Raises: CannotRead."""
    found: dict[str, bytes] = {}
    left = LARGEST_IN_ALL
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = [one for one in archive.infolist() if not one.is_dir()]
        if len(members) > MOST_FILES:
            raise CannotRead(_("That is more than can be imported at once."))
        for member in members:
            path = posixpath.normpath(member.filename.replace("\\", "/"))
            if path.startswith(("/", "..")) or _is_hidden(path):
                continue
            with archive.open(member) as stream:
                data = stream.read(min(left, LARGEST_FILE) + 1)
            left -= len(data)
            if left < 0:
                raise CannotRead(_("That is more than can be imported at once."))
            if len(data) <= LARGEST_FILE:
                found[path] = data
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
        raise CannotRead(_("The zip is damaged or locked.")) from error
    return _without_wrapper(found)


def _without_wrapper(found: dict[str, bytes]) -> dict[str, bytes]:
    """A folder that holds everything says nothing about topics."""
    tops = {path.split("/", 1)[0] for path in found}
    if len(tops) == 1 and all("/" in path for path in found) and any(path.count("/") > 1 for path in found):
        return {path.split("/", 1)[1]: data for path, data in found.items()}
    return found


def _is_hidden(path: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in path.split("/"))


def _gathered(name: str, found: Mapping[str, bytes]) -> Source:
    source = Source(name=posixpath.basename(name.replace("\\", "/"))[:100])
    by_key: dict[str, Incoming] = {}
    for path in sorted(found):
        if not path.lower().endswith(TEXTS):
            continue
        if len(found[path]) > LARGEST_TEXT and not path.lower().endswith(".csv"):
            source.problems.append(_("%(place)s: the text is too long.") % {"place": path})
            continue
        for one in _texts_of(path, found, source):
            _join(by_key.setdefault(one.key, Incoming(one.key)), one)
            if len(by_key) > MOST_ARTICLES:
                raise CannotRead(_("That is more than can be imported at once."))
    source.articles = list(by_key.values())
    return source


def _join(article: Incoming, part: Incoming) -> None:
    """Add a text in another language to its article; what one of them says about the article counts for all."""
    taken = {text.language for text in article.texts}
    article.texts += [text for text in part.texts if text.language not in taken]
    article.topic = article.topic or part.topic
    article.audience = article.audience or part.audience
    article.slug = article.slug or part.slug
    article.position = part.position if article.position is None else article.position
    article.is_published = part.is_published if article.is_published is None else article.is_published


def _texts_of(path: str, found: Mapping[str, bytes], source: Source) -> Iterator[Incoming]:
    words = _decoded(found[path])
    if path.lower().endswith(".csv"):
        yield from _rows(path, words, source)
        return
    fields: dict[str, str] = {}
    is_html = path.lower().endswith((".html", ".htm"))
    if is_html:
        fields = {"title": title_of(words), "language": language_of(words)}
        body = to_markdown(words)
    else:
        fields, body = parted(words)
    stem, spoken, topic = _said_by_path(path)
    title = fields.get("title", "")
    if not title and (heading := _HEADING.match(body)):
        title, body = heading[1].strip().strip("#").strip(), body[heading.end() :]
    language = known_language(fields.get("language", "")) or spoken
    text = Text(
        path,
        title or posixpath.basename(stem).replace("-", " ").replace("_", " ").capitalize(),
        body.strip(),
        language,
    )
    _bring_files(text, path, found)
    if not text.body:
        source.problems.append(_("%(place)s: there is no text in it.") % {"place": path})
        return
    yield _incoming(fields.get("key") or stem, text, fields, fields.get("topic") or topic)


def _incoming(key: str, text: Text, fields: Mapping[str, str], topic: str) -> Incoming:
    audience, status = fields.get("audience", "").strip().lower(), fields.get("status", "").strip().lower()
    place = fields.get("position", "")
    return Incoming(
        key[:180], [text], topic=topic, slug=fields.get("slug", "")[:80],
        audience="internal" if audience in _INTERNAL else audience,
        position=int(place) if place.isascii() and place.isdecimal() and len(place) < 5 else None,
        is_published=None if not status else status not in _UNPUBLISHED,
    )  # fmt: skip


def _said_by_path(path: str) -> tuple[str, str, str]:
    """Return the path without its language and ending, the language and the topic that it says."""
    parts = posixpath.splitext(path)[0].split("/")
    language = ""
    stem, dot, end = parts[-1].rpartition(".")
    if dot and (code := known_language(end)):
        language, parts[-1] = code, stem
    for place, part in enumerate(parts[:-1]):
        if not language and (code := known_language(part)):
            language = code
            del parts[place]
            break
    topic = parts[-2].replace("-", " ").replace("_", " ") if len(parts) > 1 else ""
    return "/".join(parts), language, topic[:1].upper() + topic[1:]


def known_language(code: str) -> str:
    """Return a language of ours for a code as others write it ("es_ES", "pt-BR"); "" if we have none."""
    plain, ours = code.strip().lower().replace("_", "-"), dict(settings.LANGUAGES)
    if plain in ours:
        return plain
    short = plain.split("-")[0]
    return next((one for one in ours if len(short) == 2 and one.split("-")[0] == short), "")


def _bring_files(text: Text, path: str, found: Mapping[str, bytes]) -> None:
    """Take along what the text names beside it, under a name without folders, and say so in the text."""
    for address in file_names(text.body):
        where = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(address).split("#")[0]))
        data = found.get(where)
        if data is None or where.lower().endswith(TEXTS):
            continue
        name = file_name(where)
        text.files[name] = data
        for shape in (f"]({address})", f"](<{address}>)", f"](<{unquote(address)}>)"):
            text.body = text.body.replace(shape, f"]({name})")


def _rows(path: str, words: str, source: Source) -> Iterator[Incoming]:
    """Yield a row each. Its columns are known by their names, in three languages."""
    csv.field_size_limit(LARGEST_TEXT)
    head = words.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(words), delimiter=max(",;\t", key=head.count))
    try:
        columns = _columns(next(rows, []))
        if not {"title", "body"} <= set(columns):
            raise CannotRead(
                _("%(place)s: the first line must name a column “title” and one “body”.") % {"place": path}
            )
        for number, row in enumerate(rows, start=2):
            fields = {name: row[place].strip() for name, place in columns.items() if place < len(row)}
            if not fields.get("title") or not fields.get("body"):
                if any(row):
                    source.problems.append(
                        _("%(place)s, line %(line)d: title or text is missing.") % {"place": path, "line": number}
                    )
                continue
            yield _row(path, number, fields)
    except csv.Error as error:
        source.problems.append(f"{path}: {error}")


def _row(path: str, number: int, fields: dict[str, str]) -> Incoming:
    body = fields["body"]
    if "</" in body or "<br" in body or "<p>" in body:
        body = to_markdown(body)
    text = Text(f"{path}:{number}", fields["title"], body.strip(), known_language(fields.get("language", "")))
    return _incoming(f"{path}/{fields.get('key') or fields['title']}", text, fields, fields.get("topic", ""))


def _columns(names: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, name in enumerate(names):
        plain = name.strip().strip("\ufeff").lower()
        key = next((one for one, known in _COLUMNS.items() if plain in known), None)
        if key is not None:
            found.setdefault(key, place)
    return found


def _decoded(data: bytes) -> str:
    """Return the words; a file that is not UTF-8 is read as Windows wrote it."""
    try:
        words = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        words = data.decode("utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else data.decode("cp1252", "replace")
    return words.replace("\r\n", "\n").replace("\x00", "")
