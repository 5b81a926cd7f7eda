"""Score the folding of mails on other projects' test sets of reply and signature extraction.

Every set has its own idea of a part, so each adapter below states how our parts are read for it.
"""

import email
import email.policy
import json
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from escalera.core.channels.email.folding import Part, PartKind, fold, fold_html

_MARKS = re.compile(r"^[>\s]+", re.MULTILINE)
_RULE = re.compile(r"\s*[-_=*]{4,}\s*")


def score(data: Path) -> dict[str, Any]:
    """Score on `data`/reply_extraction and `data`/signatures_forge: numbers, shares, and the names of what failed.

    Raises: AssertionError where a fold loses a character.
    """
    replies = data / "reply_extraction"
    return {
        **_crisp(replies / "crisp"),
        **_mail_parser_reply(replies / "mail_parser_reply"),
        **_talon(replies / "talon"),
        **_signatures("talon_signature", _talon_signatures(replies / "talon" / "signature" / "emails")),
        **_signatures("forge_signature", _forge(data / "signatures_forge")),
        "github_read": sum(_reads(path) for path in sorted((replies / "github").rglob("*.txt"))),
        "quotequail_read": sum(_reads(path) for path in sorted((replies / "quotequail_html").glob("*.html"))),
    }


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _reads(path: Path) -> bool:
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix == ".html":
        new, folded = fold_html(text)
        assert len(new) + len(folded) > 0
    else:
        assert fold(text).whole == text
    return True


# --- crisp: the new text, exact but for spaces ----------------------------------------------------


def _crisp(folder: Path) -> dict[str, Any]:
    expected: dict[str, dict[str, str]] = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    wrong = []
    for name, wanted in expected.items():
        text = (folder / "emails" / name).read_text(encoding="utf-8")
        if _squeezed(fold(text).new) != _squeezed(next(iter(wanted.values()))):
            wrong.append(name)
    return {"crisp": len(expected) - len(wrong), "crisp_of": len(expected), "crisp_wrong": wrong}


# --- mail-parser-reply: one part a reply, each with body, headers and signatures --------------------


@dataclass
class _Reply:
    """One reply of a thread in that library's terms; `content` is everything."""

    content: str = ""
    body: str = ""
    headers: str = ""
    signatures: str = ""


@dataclass
class _Thread:
    replies: list[_Reply] = field(default_factory=lambda: [_Reply()])

    def add(self, kind: str, text: str) -> None:
        """Append lines to the reply that is being read."""
        reply = self.replies[-1]
        reply.content += text
        setattr(reply, kind, getattr(reply, kind) + text)

    def begin(self, header: str) -> None:
        """Begin the next reply; that library leaves a rule above a header in the body of the reply above."""
        lines = header.splitlines(keepends=True)
        while len(lines) > 1 and (_RULE.fullmatch(lines[0]) or not lines[0].strip()):
            self.add("body", lines.pop(0))
        if self.replies[-1].content.strip():
            self.replies.append(_Reply())
        self.add("headers", "".join(lines))


def _thread(text: str) -> list[_Reply]:
    """Read our parts as a thread: each quote is folded again without its marks, and so on downwards."""
    thread = _Thread()
    _read(thread, text, text)
    return thread.replies


def _read(thread: _Thread, marked: str, unmarked: str) -> None:
    """Fold `unmarked` and hand out the same lines of `marked`, that still have their quote marks."""
    lines = marked.splitlines(keepends=True)
    for part in fold(unmarked).parts:
        head, body = len(part.header.splitlines()), len(part.text.splitlines())
        header, text = "".join(lines[:head]), "".join(lines[head : head + body])
        del lines[: head + body]
        if part.kind in (PartKind.QUOTE, PartKind.FORWARD):
            thread.begin(header)
            _read_quote(thread, part, text)
        else:
            thread.add("signatures" if part.kind is PartKind.SIGNATURE else "body", text)


def _read_quote(thread: _Thread, part: Part, text: str) -> None:
    bare = "".join(_MARKS.sub("", line) or "\n" for line in part.text.splitlines(keepends=True))
    if bare.strip():
        _read(thread, text, bare)
    else:
        thread.add("body", text)


def _mail_parser_reply(folder: Path) -> dict[str, Any]:
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    passed, wrong = 0, []
    for name, wanted in expected.items():
        checks = wanted.get("checks", [])
        replies = _thread((folder / "emails" / name).read_text(encoding="utf-8"))
        for check in checks:
            part = check["part"]
            held = part < len(replies) and _holds(getattr(replies[part], check["field"]).strip(), check)
            passed += held
            if not held:
                wrong.append(f"{name}: {check}")
    return {
        "mail_parser_reply": passed,
        "mail_parser_reply_of": passed + len(wrong),
        "mail_parser_reply_wrong": wrong,
    }


def _holds(text: str, check: dict[str, Any]) -> bool:
    """Judge one check; that library trims every line, so the spaces at the edges of lines do not count."""
    if "equals" in check:
        return _trimmed(text) == _trimmed(check["equals"])
    if "contains" in check:
        return check["contains"] in text
    return check["not_contains"] not in text


def _trimmed(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines())


# --- talon: the text without its quotes; a signature stays ------------------------------------------


def _talon(folder: Path) -> dict[str, Any]:
    replies = sorted((folder / "standard_replies").glob("*.eml"))
    wrong = [path.name for path in replies if not _talon_reply_is_right(path)]
    pages = sorted((folder / "html_replies").glob("*.html"))
    wrong_pages = [path.name for path in pages if not _talon_page_is_right(path)]
    return {
        "talon": 1 - len(wrong) / len(replies),
        "talon_wrong": wrong,
        "talon_html": 1 - len(wrong_pages) / len(pages),
        "talon_html_wrong": wrong_pages,
    }


def _talon_reply_is_right(path: Path) -> bool:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    body = message.get_body(("plain",))
    assert body is not None
    answer = path.with_name(path.stem + "_reply_text")
    wanted = answer.read_text(encoding="utf-8") if answer.exists() else "Hello"
    kept = (part.text for part in fold(body.get_content()).parts if part.kind is not PartKind.QUOTE)
    return _squeezed("".join(kept)) == _squeezed(wanted)


def _talon_page_is_right(path: Path) -> bool:
    new, _ = fold_html(path.read_text(encoding="utf-8"))
    tree = LexborHTMLParser(new)
    tree.strip_tags(["style", "script"])
    return _squeezed(tree.text()) == _squeezed("Hi. I am fine.\n\nThanks,\nAlex")


# --- signatures ---------------------------------------------------------------------------------


_Sample = tuple[str, str, str]
"""A mail, its sender, and the signature that it has ("" for none)."""


def _talon_signatures(folder: Path) -> list[_Sample]:
    samples = []
    for body in sorted((folder / "stripped").glob("*_body")):
        sender = body.with_name(body.name.removesuffix("_body") + "_sender").read_text(encoding="utf-8")
        signature = body.with_name(body.name.removesuffix("_body") + "_signature").read_text(encoding="utf-8")
        text = body.read_text(encoding="utf-8")
        samples.append((text.replace("#sig#", ""), sender, signature.replace("#sig#", "")))
    return samples


def _forge(folder: Path) -> list[_Sample]:
    samples = []
    for body in sorted(folder.rglob("*_body")):
        sender = body.with_name(body.name.removesuffix("_body") + "_sender")
        name = sender.read_text(encoding="utf-8", errors="replace") if sender.exists() else ""
        text = body.read_text(encoding="utf-8", errors="replace")
        signed = [line.removeprefix("#sig#") for line in text.splitlines(keepends=True) if line.startswith("#sig#")]
        samples.append((text.replace("#reply#", "").replace("#sig#", ""), name, "".join(signed)))
    return samples


def _signatures(key: str, samples: list[_Sample]) -> dict[str, Any]:
    """Give the share of mails whose whole signature is right, and of lines that are on the right side."""
    whole = lines = right = false = 0
    for text, sender, wanted in samples:
        found = "".join(part.text for part in fold(text, sender_name=_name(sender)).parts if _is_signature(part))
        whole += _squeezed(found) == _squeezed(wanted)
        false += not wanted.strip() and bool(found.strip())
        ours, theirs = _filled(found), _filled(wanted)
        total = _filled(text)
        lines += len(total)
        right += len(total) - abs(len(ours) - len(theirs))
    return {f"{key}_mails": whole / len(samples), f"{key}_lines": right / lines, f"{key}_invented": false}


def _is_signature(part: Part) -> bool:
    return part.kind is PartKind.SIGNATURE


def _filled(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _name(sender: str) -> str:
    return re.sub(r"<[^>]*>|\[[^\]]*\]|@\S*|^From:", " ", sender.splitlines()[0] if sender.strip() else "")


if __name__ == "__main__":
    print(json.dumps(score(Path(sys.argv[1])), indent=2, ensure_ascii=False))
