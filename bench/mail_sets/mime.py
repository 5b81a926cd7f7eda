"""Score the mail parser over MIME torture messages, some with the expected parse of Stalwart's mail-parser.

Run: ``python -m bench.mail_sets.mime [folder]`` (default: ``mime`` in the data sets). How the two are compared:

* A case is a message with a JSON beside it, and each message nested in it for which the JSON holds a parse.
* Stalwart lists bodies as indexes of parts. A text part of which it did not find the end (``is_encoding_problem``, of
  type text/* or none) it files under ``attachments``, because it hands over exactly what it could verify; a desk must
  show cut-off words. Such parts count as text on both sides, not as files. The same holds for a multipart in which no
  delimiter was found: its words are text.
* Texts are compared word by word (runs of blanks count as one); HTML in place of text by its words.
* Images in its ``text_body`` are files, listed in ``attachments`` as well.
* Where Stalwart knows a name but no address, we must know no sender: an answer could reach nobody.

``sender``, ``subject``, ``text`` and ``attachments`` are shares over every case, none left out. ``strict`` holds the
text and the number of files once more for the messages with a JSON beside them, taken by Stalwart's indexes to the
letter: a cut-off text is a file there, and no text. We show such words instead, so those figures stay lower.

The set counts 297 files; one of them is the licence ``stalwart/malformed/COPYING``, so 296 are messages.

Known difference: malformed/019 is a fuzzer's heap of half headers. Its expected text is empty, because a text part
without a blank line under its header is dropped there; we keep such words (``test_broken_mail_keeps_its_words``).
"""

import json
import os
import re
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from escalera.base.text.html import html_to_text
from escalera.core.channels.email.parsing import ParsedMail, parse

DATA_SETS = Path(os.environ.get("ESCALERA_DATA_SETS", Path(__file__).resolve().parents[3] / "shared" / "data"))
_MESSAGES = (".eml", ".raw", ".msg", "")
_NO_MESSAGES = ("COPYING", "SOURCE.txt")
_TAGS = re.compile(r"<[^>]*>")

Expected = dict[str, Any]
Verdicts = dict[str, bool | None]


def messages(folder: Path) -> list[Path]:
    """Return every file of ``folder`` that is a message."""
    found = []
    for path in sorted(folder.rglob("*")):
        lists = "flanker_addresses" in path.parts or path.name in _NO_MESSAGES
        texts = path.suffix == ".txt" and "cpython" in path.parts
        if path.is_file() and not lists and (path.suffix in _MESSAGES or texts or "." not in path.name):
            found.append(path)
    return found


def score(data: Path) -> dict[str, Any]:
    """Return counts and shares over ``data``; see the head of this file for what they mean."""
    crashes = 0
    slowest = 0.0
    verdicts: dict[str, Verdicts] = {}
    strict: dict[str, Verdicts] = {}
    paths = messages(data)
    for path in paths:
        raw = path.read_bytes()
        start = time.process_time()
        try:
            mail = parse(raw)
        except Exception:  # noqa: BLE001 a crash is what we count
            crashes += 1
            continue
        slowest = max(slowest, time.process_time() - start)
        crashes += any(defect.startswith("parser failed") for defect in mail.defects)
        beside = path.with_suffix(".json")
        if beside.exists():
            name = f"{path.parent.name}/{path.stem}"
            expected = json.loads(beside.read_text())
            verdicts |= _compared(name, expected, mail)
            strict[name] = _strict_verdict(expected, mail)
    result: dict[str, Any] = {"messages": len(paths), "crashes": crashes, "slowest_s": round(slowest, 4)}
    result |= {"cases": len(verdicts)}
    result |= {key: _share(verdicts, key) for key in ("sender", "subject", "text", "attachments")}
    result["strict"] = {key: _share(strict, key) for key in ("text", "attachments")}
    result["missed"] = dict(_missed(verdicts))
    if (data / "stalwart_headers").exists():
        result |= header_scores(data / "stalwart_headers")
    return result


def _share(verdicts: dict[str, Verdicts], key: str) -> float | None:
    known = [one[key] for one in verdicts.values() if one[key] is not None]
    return round(sum(map(bool, known)) / len(known), 4) if known else None


def _missed(verdicts: dict[str, Verdicts]) -> Iterator[tuple[str, list[str]]]:
    for name, one in verdicts.items():
        wrong = [key for key, verdict in one.items() if verdict is False]
        if wrong:
            yield name, wrong


def _compared(name: str, expected: Expected, mail: ParsedMail) -> dict[str, Verdicts]:
    verdicts = {name: _verdict(expected, mail)}
    nested = [part["body"]["Message"] for part in expected["parts"] if "Message" in _body(part)]
    nested = [one for one in nested if one["parts"][0]["headers"]]
    for number, one in enumerate(nested):
        inside = mail.forwarded[number] if number < len(mail.forwarded) else None
        if inside is None:
            verdicts[f"{name} nested {number}"] = dict.fromkeys(("sender", "subject", "text", "attachments"), False)
        else:
            verdicts |= _compared(f"{name} nested {number}", one, inside)
    return verdicts


def _verdict(expected: Expected, mail: ParsedMail) -> Verdicts:
    words, files = _words_and_files(expected)
    subject = _header(expected, "subject")
    return {
        "sender": _sender_matches(_header(expected, "from"), mail),
        "subject": None if subject is None else subject["Text"] == mail.subject,
        "text": words == _words(mail.text),
        "attachments": files == len(mail.attachments),
    }


def _strict_verdict(expected: Expected, mail: ParsedMail) -> Verdicts:
    bodies = [_body(expected["parts"][index]) for index in expected["text_body"]]
    text = "\n".join(body["Text"] if "Text" in body else html_to_text(body.get("Html", "")) for body in bodies)
    return {
        "text": _words(text) == _words(mail.text),
        "attachments": len(expected["attachments"]) == len(mail.attachments),
    }


def _sender_matches(expected: Any, mail: ParsedMail) -> bool | None:
    if expected is None:
        return None
    first = expected["Address"]["List"][0]
    if first["address"] is None:
        return mail.sender is None
    if mail.sender is None:
        return False
    same = first["address"].lower() == mail.sender.key
    return same and (first["name"] or "") == mail.sender.name


def _header(expected: Expected, name: str) -> Any:
    values = [one["value"] for one in expected["parts"][0]["headers"] if one["name"] == name]
    return values[0] if values else None


def _body(part: Expected) -> Expected:
    body = part["body"]
    return body if isinstance(body, dict) else {}


def _words_and_files(expected: Expected) -> tuple[str, int]:
    texts: list[str] = []
    files = 0
    for index, part in enumerate(expected["parts"]):
        body = _body(part)
        cut_off = index in expected["attachments"] and _is_cut_off_text(part)
        if (index in expected["text_body"] or cut_off) and ("Text" in body or "Html" in body):
            texts.append(body["Text"] if "Text" in body else _TAGS.sub(" ", body["Html"]))
            if cut_off and _kind(part) == "text/html":
                texts[-1] = _TAGS.sub(" ", texts[-1])
        files += index in expected["attachments"] and not cut_off
    return _words("\n".join(texts)), files


def _is_cut_off_text(part: Expected) -> bool:
    kind = _kind(part)
    if "Text" not in _body(part):
        return False
    return (part["is_encoding_problem"] and kind in ("", "text/plain", "text/html")) or kind.startswith("multipart/")


def _kind(part: Expected) -> str:
    for header in part["headers"]:
        if header["name"] == "content_type" and isinstance(header["value"], dict):
            value = header["value"]["ContentType"]
            return f"{value['c_type']}/{value['c_subtype']}".lower()
    return ""


def _words(text: str) -> str:
    return " ".join(text.split())


# -- header vectors -----------------------------------------------------------------------------------------------


def header_scores(folder: Path) -> dict[str, float]:
    """Return the shares of Stalwart's header vectors that come out the same through ``parse``."""
    return {
        "header_unstructured": _vectors(
            folder / "unstructured.json", "Subject", lambda mail: mail.subject, _same_text
        ),
        "header_ids": _vectors(folder / "id.json", "References", lambda mail: list(mail.references) or None, _same),
        "header_dates": _vectors(folder / "date.json", "Date", lambda mail: mail.date, _same_date),
        "header_addresses": _vectors(folder / "address.json", "To", lambda mail: mail.to, _same_addresses),
    }


def _vectors(path: Path, field: str, read: Any, same: Any) -> float:
    cases = json.loads(path.read_text())
    right = 0
    for case in cases:
        mail = parse(f"{field}: {case['header']}".encode())
        good = same(case["expected"], read(mail))
        right += good
        if not good and "-v" in sys.argv:
            print(f"{field}: {case['header']!r}\n   expected {case['expected']!r}\n   got      {read(mail)!r}")
    return round(right / len(cases), 4)


def _same(expected: Any, got: Any) -> bool:
    return bool(expected == got)


def _same_text(expected: str, got: str) -> bool:
    return expected == got


def _same_date(expected: Any, got: datetime | None) -> bool:
    if expected is None or got is None:
        return expected is None and got is None
    offset = got.utcoffset()
    minutes = 0 if offset is None else int(offset.total_seconds() // 60)
    wanted = (expected["tz_hour"] * 60 + expected["tz_minute"]) * (-1 if expected["tz_before_gmt"] else 1)
    clock = (got.year, got.month, got.day, got.hour, got.minute, got.second, minutes)
    return clock == (*[expected[key] for key in ("year", "month", "day", "hour", "minute", "second")], wanted)


def _same_addresses(expected: Any, got: Any) -> bool:
    listed = expected.get("List") or [one for group in expected.get("Group", []) for one in group["addresses"]]
    wanted = [one["address"] for one in listed if one["address"] and "@" in one["address"]]
    plain = [re.sub(r"\s", "", one.rpartition(":")[2].partition("?")[0]).lower() for one in wanted]
    return plain == [one.key for one in got]


def main() -> None:
    """Print the score of a folder and what parsing a short mail costs."""
    given = [one for one in sys.argv[1:] if not one.startswith("-")]
    folder = Path(given[0]) if given else DATA_SETS / "mime"
    print(json.dumps(score(folder), indent=2, ensure_ascii=False))
    print(f"short mail: {short_mail_ms():.2f} ms CPU")


def short_mail_ms(rounds: int = 300) -> float:
    """Return the CPU milliseconds of ``parse`` for a Spanish alternative mail of about 2 kB."""
    line = "Buenos días: la impresora de la planta baja no imprime desde ayer. Gracias. "
    html_line = "<p>Buenos d&iacute;as: la <b>impresora</b> no imprime. <a href='https://x.example/a'>Enlace</a></p>"
    raw = (
        "Return-Path: <ana@cliente.example>\r\nReceived: from mx.cliente.example by desk.example; "
        "Tue, 5 Mar 2024 09:10:11 +0100\r\nMessage-ID: <abc.123@cliente.example>\r\n"
        "References: <r1@desk.example> <r2@desk.example>\r\nDate: Tue, 5 Mar 2024 09:10:10 +0100\r\n"
        "From: =?utf-8?Q?Ana_P=C3=A9rez?= <ana@cliente.example>\r\nTo: Soporte <soporte@desk.example>\r\n"
        "Subject: =?utf-8?Q?Ay=C3=BAdame?=\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/alternative; boundary="b1"\r\n\r\n--b1\r\n'
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        f"{line * 8}\r\n--b1\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html_line * 7}\r\n--b1--\r\n"
    ).encode()
    start = time.process_time()
    for _ in range(rounds):
        parse(raw)
    return (time.process_time() - start) / rounds * 1000


if __name__ == "__main__":
    main()
