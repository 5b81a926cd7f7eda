"""A Dovecot of the test's own: one folder, one user, plain passwords, gone at the end."""

from __future__ import annotations

import base64
import grp
import imaplib
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

HOW_TO_INSTALL = "apt-get install dovecot-imapd"
PASSWORD = "p:ss w@rd/1"
CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 1
default_internal_user = {internal}
default_login_user = {login}
default_internal_group = {group}
mail_max_userip_connections = 50
auth_failure_delay = 0
maildir_very_dirty_syncs = no
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
{more}
"""


class Dovecot:
    """`port` stays the same over restarts; `url()` is what a channel's settings hold."""

    def __init__(self, more: str = "") -> None:
        self.program = shutil.which("dovecot") or "/usr/sbin/dovecot"
        if not Path(self.program).exists():
            pytest.skip(f"Dovecot is not installed here ({HOW_TO_INSTALL})")
        self.folder = Path(tempfile.mkdtemp(prefix="escalera-dovecot-"))
        self.folder.chmod(0o755)
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._configure(more)

    def url(self, *, user: str = "help", folders: str = "INBOX", password: str = PASSWORD) -> str:
        quoted = password.replace("%", "%25").replace(":", "%3A").replace("@", "%40").replace("/", "%2F")
        quoted = quoted.replace(" ", "%20")
        return f"imap://{user}:{quoted}@127.0.0.1:{self.port}/?tls=none&folders={folders}"

    def start(self) -> None:
        self._process = subprocess.Popen(
            [self.program, "-F", "-c", str(self.folder / "dovecot.conf")],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with suppress(OSError, imaplib.IMAP4.error), self.client():
                return
            time.sleep(0.05)
        raise RuntimeError("Dovecot did not start:\n" + self.log())

    def stop(self) -> None:
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(5)
        self._process = None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def log(self) -> str:
        path = self.folder / "log"
        return path.read_text(errors="replace")[-3000:] if path.exists() else "(no log)"

    @contextmanager
    def client(self, user: str = "help", folder: str = "INBOX") -> Iterator[imaplib.IMAP4]:
        """Another mail program on the same account."""
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=30)
        try:
            client.login(user, PASSWORD)
            client.select(folder)
            yield client
        finally:
            with suppress(Exception):
                client.logout()

    def deliver(self, *mails: bytes, user: str = "help", folder: str = "INBOX") -> None:
        """Put mails into a folder, making it if it is not there."""
        with self.client(user) as client:
            if folder != "INBOX":
                client.create(folder)
            for mail in mails:
                status, words = client.append(folder, "", "", mail)
                assert status == "OK", words

    def files(self, user: str = "help", folder: str = "") -> list[Path]:
        """Return the files of a folder's mails, oldest first (their names hold numbers that are not padded)."""
        base = self.folder / "mail" / user / (f".{folder}" if folder else "")
        found = [path for part in ("new", "cur") for path in (base / part).glob("*")]
        return sorted(found, key=lambda path: [int(digits) for digits in re.findall(r"\d+", path.name)])

    def _configure(self, more: str) -> None:
        root = os.geteuid() == 0
        me = pwd.getpwuid(os.geteuid())
        owner = pwd.getpwnam("nobody") if root else me
        for name in ("run", "state", "mail", "home"):
            (self.folder / name).mkdir(mode=0o755)
        if root:
            for name in ("mail", "home"):
                shutil.chown(self.folder / name, owner.pw_uid, owner.pw_gid)
        users = self.folder / "users"
        self._write_users(users)
        values = {
            "folder": self.folder, "port": self.port, "uid": owner.pw_uid, "gid": owner.pw_gid, "more": more,
            "internal": "dovecot" if root else me.pw_name, "login": "dovenull" if root else me.pw_name,
            "group": "dovecot" if root else _group_name(me.pw_gid),
        }  # fmt: skip
        (self.folder / "dovecot.conf").write_text(CONFIG.format(**values))

    def _write_users(self, path: Path) -> None:
        secret = "{PLAIN.b64}" + base64.b64encode(PASSWORD.encode()).decode()
        path.write_text("".join(f"{user}:{secret}\n" for user in ("help", "sales", "third")))
        path.chmod(0o644)


def _group_name(gid: int) -> str:
    return grp.getgrgid(gid).gr_name


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
