"""The console, as a process: what it prints, and its exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tables import empty_desk

pytestmark = pytest.mark.sqlite  # each call makes or opens a desk of its own in a folder
MAIL = b"From: Ana <ana@x.example>\r\nTo: ayuda@y.example\r\nSubject: Hola\r\nMessage-ID: <%d@x>\r\n\r\nNo anda.\r\n"


def escalera(folder: Path, *words: str, given: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ESCALERA_", "DATABASE_URL"))}
    return subprocess.run(
        [sys.executable, "-m", "escalera.faces.cli.main", *words],
        env={**kept, "ESCALERA_DATA_DIR": str(folder), "ESCALERA_LANGUAGE": "es", **environment},
        input=given,
        capture_output=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return empty_desk(tmp_path / "data")


def lines(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_receive_prints_one_line_per_message_of_standard_input_files_and_folders(data: Path, tmp_path: Path) -> None:
    box = tmp_path / "box"
    box.mkdir()
    for number in (1, 2):
        (box / f"{number}.eml").write_bytes(MAIL % number)
    done = escalera(data, "receive", "email", given=MAIL % 0)
    assert (done.returncode, lines(done)) == (
        0, [{"item": 1, "outcome": "ticket", "ticket": 1, "reason": "new"}],
    )  # fmt: skip
    done = escalera(data, "receive", "email", str(box), str(box / "1.eml"))
    assert [(line["item"], line["outcome"], line["ticket"]) for line in lines(done)] == [
        (2, "ticket", 2), (3, "ticket", 3), (4, "ignored", 2),
    ]  # fmt: skip


def test_receive_explains_what_was_understood(data: Path) -> None:
    line = lines(escalera(data, "receive", "email", "--explain", given=MAIL % 7))[0]
    assert (line["sender"], line["subject"], line["text"], line["rule"], line["bounce"], line["attachments"]) == (
        {"name": "Ana", "address": "ana@x.example"}, "Hola", "No anda.", "new", None, [],
    )  # fmt: skip


def test_a_file_may_stand_after_an_option(data: Path, tmp_path: Path) -> None:
    (tmp_path / "one.eml").write_bytes(MAIL % 1)
    done = escalera(data, "receive", "email", "--explain", str(tmp_path / "one.eml"))
    assert [line["outcome"] for line in lines(done)] == ["ticket"]
    assert escalera(data, "receive", "email", "--no-such-option").returncode == 2


def test_a_file_that_cannot_be_read_does_not_stop_the_others(data: Path, tmp_path: Path) -> None:
    (tmp_path / "good.eml").write_bytes(MAIL % 1)
    done = escalera(data, "receive", "email", str(tmp_path / "no.eml"), str(tmp_path / "good.eml"))
    assert (done.returncode, [line["outcome"] for line in lines(done)]) == (1, ["ticket"])
    assert b"no.eml" in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DATABASE_URL", "mysql://x", "DATABASE_URL: use sqlite:///ruta o postgresql://"),
        ("DATABASE_URL", "postgresql://u:p@127.0.0.1:1/x", "ESCALERA_SECRET_KEY: falta."),
        ("ESCALERA_WEB_THREADS", "many", "ESCALERA_WEB_THREADS: debe ser un número («many»)"),
        ("ESCALERA_BASE_URL", "soporte", "ESCALERA_BASE_URL: use la dirección que escribe la gente"),
        ("ESCALERA_SECRET_KEY_FILE", "/nowhere/key", "ESCALERA_SECRET_KEY_FILE: no se puede leer /nowhere/key"),
    ],
)
def test_a_wrong_setting_ends_the_start_with_its_name(tmp_path: Path, name: str, value: str, words: str) -> None:
    done = escalera(tmp_path, "start", given=b"", **{name: value})
    assert done.returncode == 2
    assert done.stderr.decode().splitlines()[1].startswith(words)


def test_a_database_that_does_not_answer_is_named(tmp_path: Path) -> None:
    url = "postgresql://u:p@127.0.0.1:1/x"
    done = escalera(tmp_path, "start", DATABASE_URL=url, ESCALERA_SECRET_KEY="x" * 50)
    assert done.returncode == 2
    assert done.stderr.decode().splitlines()[1].startswith("DATABASE_URL: la base de datos no responde")


def test_the_doctor_names_what_is_wrong_and_exits_with_1(data: Path) -> None:
    escalera(data, "receive", "email", given=MAIL % 1)
    done = escalera(data, "doctor")
    assert done.returncode == 1
    wrong = [line for line in done.stdout.decode().splitlines() if line.startswith("✗")]
    assert wrong == [
        "✗ Trabajador: ninguno en marcha",
        "✗ Canales: todavía ninguno; añada uno en los ajustes, o un buzón con «escalera mailbox add»",
    ]


def test_the_doctor_finds_a_database_of_an_older_version(tmp_path: Path) -> None:
    done = escalera(tmp_path, "doctor")
    assert done.returncode == 1
    assert "ejecute «escalera migrate»" in done.stdout.decode()


def test_the_secret_key_is_made_once_and_only_for_its_owner(tmp_path: Path) -> None:
    escalera(tmp_path, "migrate")
    key = tmp_path / "secret.key"
    first = key.read_text()
    escalera(tmp_path, "migrate")
    assert (key.stat().st_mode & 0o777, key.read_text(), len(first) > 40) == (0o600, first, True)


def test_an_agent_and_a_token_can_be_made_on_the_console(data: Path) -> None:
    weak = escalera(data, "agent", "ana@y.example", "Ana", "--password-stdin", given=b"short\n")
    assert weak.returncode == 1
    good = escalera(data, "agent", "ana@y.example", "Ana", "--password-stdin", given=b"una clave bien larga\n")
    assert good.stdout.decode() == "Ana puede entrar como ana@y.example.\n"
    token = escalera(data, "token", "ana@y.example", "robot", "--scope", "tickets:read")
    assert token.stdout.startswith(b"esc_")
    assert escalera(data, "token", "nobody@y.example", "robot").returncode == 1
