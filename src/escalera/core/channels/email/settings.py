"""A mail channel's settings: where its mailbox and its sending server are, and its passwords, sealed.

`Channel.settings` holds, all optional:
  imap_url        imaps://user@host:993/?folders=INBOX,Spam   (imap:// uses STARTTLS; ?tls=none only on this machine)
  smtp_url        smtps://user@host:465 or smtp://user@host:587?tls=starttls, or file:///folder for .eml files
  plus_addressing false: replies go to the plain address; the other threading rules still work
  aliases         other addresses of the same channel: ["ventas@example.org", "@old-name.example.org"]
  imap_secret, smtp_secret   the passwords, encrypted with a key made from SECRET_KEY"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, parse_qs, quote, unquote, urlsplit, urlunsplit

from django.conf import settings
from django.utils.translation import gettext as _

from escalera.base.refusals import BadInput
from escalera.core.channels.models import Channel

SEALED = {"imap_url": "imap_secret", "smtp_url": "smtp_secret"}
TLS_WORDS = ("tls", "starttls", "auto", "none")
_PORTS = {"imap": 143, "imaps": 993, "smtp": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server and how to sign in there. `tls`: "tls" from the first byte, "starttls" demanded, "auto" if it
    is offered, "none"."""

    host: str
    port: int
    tls: str
    user: str
    password: str = field(repr=False)
    verify: bool = True

    @property
    def name(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def is_here(self) -> bool:
        """Whether the words never leave this machine."""
        return self.host in ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An IMAP account and the folders of it that are read."""

    server: Server
    folders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Folder:
    """Mail "sent" into a folder of this machine, one .eml file each."""

    path: str


def mailbox_of(channel: Channel) -> Mailbox | None:
    """Return the channel's mailbox, None if it has none. Raises: BadInput."""
    if not (url := str(channel.settings.get("imap_url") or "")):
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("imap", "imaps"):
        raise BadInput(_("The mailbox's address must begin with imaps:// or imap://."))
    folders = [f.strip() for f in _option(parts, "folders", "").split(",") if f.strip()]
    path = unquote(parts.path.strip("/"))
    server = _server(parts, channel, "imap_secret", usual="starttls")
    if server.tls == "auto":  # a mailbox's password never goes out open unless somebody asked for it
        raise BadInput(_("For a mailbox, tls is starttls or none; or use imaps://."))
    return Mailbox(server, tuple(dict.fromkeys(folders or [path or "INBOX"])))


def sender_of(channel: Channel | None) -> Server | Folder | None:
    """Return where the channel's mail leaves: its own server, else the desk's (SMTP_URL); None if there is neither.

    Raises: BadInput."""
    url = str(channel.settings.get("smtp_url") or "") if channel else ""
    own = bool(url)
    url = url or settings.SMTP_URL
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme == "file":
        return Folder(unquote(parts.path))
    if parts.scheme not in ("smtp", "smtps"):
        raise BadInput(_("The sending server's address must begin with smtps://, smtp:// or file://."))
    return _server(parts, channel if own else None, "smtp_secret", usual="auto")


def sealed(given: dict[str, Any]) -> dict[str, Any]:
    """Return the settings with every password taken out of its URL and encrypted. Raises: BadInput."""
    kept = dict(given)
    for name, secret_name in SEALED.items():
        parts = _split(str(kept.get(name) or ""))
        if parts.password is not None:
            kept[secret_name] = _seal(unquote(parts.password))
            kept[name] = _without_password(parts)
        elif not parts.scheme:
            kept.pop(secret_name, None)
    return kept


def shown(given: dict[str, Any]) -> dict[str, Any]:
    """Return the settings as people, the API and logs may see them: without passwords, sealed or not."""
    kept = {name: value for name, value in given.items() if name not in SEALED.values()}
    for name in SEALED:
        parts = _split(str(kept.get(name) or ""))
        if parts.password is not None:
            kept[name] = _without_password(parts)
    return kept


def addresses_of(channel: Channel) -> list[str]:
    """Return the channel's addresses in lower case; one that begins with @ stands for a whole domain."""
    aliases = channel.settings.get("aliases") or []
    return [channel.address.lower(), *(str(alias).strip().lower() for alias in aliases if str(alias).strip())]


def _server(parts: SplitResult, channel: Channel | None, secret_name: str, *, usual: str) -> Server:
    tls = "tls" if parts.scheme.endswith("s") else _option(parts, "tls", usual)
    try:
        port = parts.port or _PORTS[parts.scheme]
    except ValueError:
        raise BadInput(_("The port in the server's address is not a number.")) from None
    if not parts.hostname or tls not in TLS_WORDS:
        raise BadInput(_("Write the server's address as imaps://user@host or smtp://user@host:587?tls=starttls."))
    password = unquote(parts.password or "")
    if not password and channel is not None and (secret := channel.settings.get(secret_name)):
        password = _open(str(secret))
    verify = _option(parts, "verify", "yes") != "no"
    return Server(parts.hostname, port, tls, unquote(parts.username or ""), password, verify)


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        raise BadInput(_("This server address cannot be read.")) from None


def _option(parts: SplitResult, name: str, usual: str) -> str:
    return parse_qs(parts.query).get(name, [usual])[0]


def _without_password(parts: SplitResult) -> str:
    host = parts.netloc.rpartition("@")[2]
    user = f"{quote(unquote(parts.username), safe='')}@" if parts.username else ""
    return urlunsplit(parts._replace(netloc=user + host))


def _seal(password: str) -> str:
    return bytes(_cipher().encrypt(password.encode())).decode()


def _open(secret: str) -> str:
    from cryptography.fernet import InvalidToken  # noqa: PLC0415 - slow import

    try:
        return bytes(_cipher().decrypt(secret.encode())).decode()
    except InvalidToken:
        raise BadInput(
            _("The stored password cannot be read any more, because SECRET_KEY has changed. Type it again.")
        ) from None


def _cipher() -> Any:
    from cryptography.fernet import Fernet  # noqa: PLC0415 - slow import

    key = hashlib.sha256(b"escalera.channel-secret." + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
