"""Signed and encrypted mail: which part holds the words once the wrapping is off."""

from email.message import Message

from .armor import is_enveloped, signed_content
from .bodies import content
from .part import Part
from .tree import read_tree

_SMIME = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_MAX_OPENED = 5  # opaque signed parts inside one mail


def unwrapped(root: Part) -> tuple[Part, str | None]:
    """Return the part that holds the words, and how the mail is signed or encrypted."""
    part, security = root, None
    for _ in range(3):
        inner, found = _one_layer(part)
        security = security or found
        if inner is None:
            break
        part = inner
    return part, security or _open_below(part)


def _open_below(root: Part) -> str | None:
    """Put the entity inside each opaque signed part of a multipart in the part's place (a list server wrapped it)."""
    waiting, opened = [root], 0
    while waiting and opened < _MAX_OPENED:
        part = waiting.pop()
        children = part.children if part.kind.startswith("multipart/") else []
        for index, child in enumerate(children):
            inner = _one_layer(child)[0] if opened < _MAX_OPENED and _is_cms(child) else None
            if inner is not None:
                opened += 1
                children[index] = inner
        if children:
            part.set_payload(list[Message | str](children))
            waiting += children
    return "smime-signed" if opened else None


def _one_layer(part: Part) -> tuple[Part | None, str | None]:
    protocol = part.parameters.get("protocol", "").lower()
    if part.kind == "multipart/signed":
        kinds = [protocol, *(child.kind for child in part.children)]
        return None, "smime-signed" if any("pkcs7" in kind for kind in kinds) else "pgp-signed"
    if part.kind == "multipart/encrypted":
        return None, "pgp-encrypted"
    if not _is_cms(part):
        return None, None
    data = content(part)
    inside = signed_content(data)
    if inside is not None:
        return read_tree(inside, 1)[0], "smime-signed"
    kind = part.parameters.get("smime-type", "").lower()
    encrypted = kind in ("enveloped-data", "authenveloped-data") or is_enveloped(data) or not kind
    return None, "smime-encrypted" if encrypted else "smime-signed"


def _is_cms(part: Part) -> bool:
    if part.kind in _SMIME:
        return part.parameters.get("smime-type", "").lower() != "certs-only"
    name = part.parameters.get("name", "").lower()
    return part.kind == "application/octet-stream" and name.endswith(".p7m")
